// SPDX-License-Identifier: MIT
// Compiles models/workload/contracts/*.sol to the committed <name>.json beside them.
//   node scripts/build_contracts.mjs            writes the files
//   node scripts/build_contracts.mjs --check    exits with 1 if one of them is not what its source compiles to
// Exits with 77 if the compiler is not installed (npm ci --ignore-scripts in models/workload/contracts).
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'models', 'workload', 'contracts');
const contracts = ['Counter', 'Pair', 'Token'];
const settings = {
  evmVersion: 'cancun',
  optimizer: { enabled: true, runs: 200 },
  // Without the metadata hash the bytecode depends on the code alone, not on file names and comments.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
};

function loadCompiler() {
  try {
    return createRequire(join(folder, 'package.json'))('solc');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error(`the compiler is not installed: npm ci --ignore-scripts --prefix ${folder}`);
    process.exit(77);
  }
}

function compile(solc, contract) {
  const file = `${contract}.sol`;
  const source = readFileSync(join(folder, file), 'utf8');
  const selected = ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.methodIdentifiers', 'storageLayout'];
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: source } },
    settings: { ...settings, outputSelection: { '*': { '*': selected } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  for (const problem of output.errors ?? []) console.error(problem.formattedMessage);
  if (output.errors?.length) process.exit(1);
  return { source, compiled: output.contracts[file][contract] };
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function artefact(solc, contract) {
  const { source, compiled } = compile(solc, contract);
  const init = compiled.evm.bytecode.object;
  const runtime = compiled.evm.deployedBytecode.object;
  const selectors = Object.entries(compiled.evm.methodIdentifiers).map(([signature, hex]) => [signature, `0x${hex}`]);
  const storage = (compiled.storageLayout.storage ?? []).map(({ label, slot, offset, type }) => ({
    label, slot: Number(slot), offset, type: compiled.storageLayout.types[type].label,
  }));
  return {
    name: contract.toLowerCase(),
    contract,
    licence: 'MIT',
    compiler: `solc ${solc.version()}`,
    settings,
    sha256: {
      source: sha256(source),
      init: sha256(Buffer.from(init, 'hex')),
      runtime: sha256(Buffer.from(runtime, 'hex')),
    },
    selectors: Object.fromEntries(selectors),
    storage,
    init: `0x${init}`,
    runtime: `0x${runtime}`,
  };
}

const check = process.argv.includes('--check');
const solc = loadCompiler();
let stale = 0;
for (const contract of contracts) {
  const built = artefact(solc, contract);
  const file = join(folder, `${built.name}.json`);
  const text = `${JSON.stringify(built, null, 2)}\n`;
  if (!check) {
    writeFileSync(file, text);
    console.log(`${built.name}: init ${built.init.length / 2 - 1} B, runtime ${built.runtime.length / 2 - 1} B`);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${built.name}.json is not what ${contract}.sol compiles to: run scripts/build_contracts.mjs`);
    stale += 1;
  }
}
process.exit(stale === 0 ? 0 : 1);
