// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/evm/block_context.h"
#include "models/replay/rpc_json.h"
#include "models/state/state.h"

namespace models {

/// An account of a state file, with the slots that it lists; slots that it does not list may hold anything.
struct AccountEntry {
    Address address;
    Account account;
    std::vector<std::pair<U256, U256>> slots;  ///< Zeros included.
};

/// A block of a real chain, the state that it runs on, and what others say that it gives.
struct ReplayBlock {
    std::string name;  ///< Its number.
    std::filesystem::path file;
    Hash hash;
    BlockContext context;
    State pre;                              ///< At the block's first transaction, as far as its transactions touch it.
    std::vector<AccountEntry> pre_entries;  ///< The same as its file has it.
    std::vector<Transaction> transactions;

    // What the protocol does besides transactions; only for whole states.
    struct Withdrawal {
        Address address;
        std::uint64_t gwei = 0;
    };
    std::vector<Withdrawal> withdrawals;
    std::optional<Hash> parent_beacon_root;
    bool has_uncles = false;  ///< Which are rewarded too; block.json does not say who made them.

    // What its header says.
    Gas gas_used;
    Bloom logs_bloom{};
    Hash transactions_root;
    Hash receipts_root;
    Hash state_root;

    std::optional<std::vector<ReceiptClaim>> receipts;  ///< From receipts.json.
    std::optional<std::vector<AccountEntry>> post;      ///< From post_state.json: after the last transaction.
};

/// What the files do not say of the chain.
struct ChainChoice {
    std::optional<std::string> fork = {};        ///< Nothing: as the file says, or mainnet's.
    std::optional<std::uint64_t> chain_id = {};  ///< Nothing: as the file or its transactions say.
};

/// Reads blocks from folders as models/replay/README.md describes them. Keeps what several blocks share.
class BlockReader {
  public:
    /// `codes` takes all code.
    explicit BlockReader(CodeStore& codes, ChainChoice choice = {}) : codes_(codes), choice_(choice) {}

    /// The block in `file`, its state and all else from the folder around it. Throws sim::InputError.
    [[nodiscard]] ReplayBlock read(const std::filesystem::path& file);

    /// The block of `json` alone, without state. Throws JsonError.
    [[nodiscard]] ReplayBlock block_of(const Json& json, const std::map<std::uint64_t, Hash>& known_hashes) const;

  private:
    /// A file that may stand beside the block or up to two folders above, and its JSON; nullptr if there is none.
    using SharedFile = std::pair<const std::filesystem::path, Json>;
    [[nodiscard]] const SharedFile* shared_file(const std::filesystem::path& folder, const char* name);
    [[nodiscard]] std::map<std::uint64_t, Hash> hashes_for(const std::filesystem::path& folder);
    [[nodiscard]] std::vector<AccountEntry> read_accounts(const std::filesystem::path& file);
    [[nodiscard]] AccountEntry account_of(const std::string& address, const Json& json, const Json& code_by_hash);
    [[nodiscard]] const Code* code_of(const Hash& hash, const Json& code_by_hash);

    CodeStore& codes_;
    ChainChoice choice_;
    std::map<std::filesystem::path, Json> shared_;
    std::map<Hash, const Code*> known_codes_;
};

/// What `read` gives; what is wrong with JSON in it becomes a sim::InputError about `file`.
void reading_file(const std::filesystem::path& file, const std::function<void()>& read);

/// The receipts in `json`, of which there must be `count`. Throws JsonError.
[[nodiscard]] std::vector<ReceiptClaim> receipts_of(const Json& json, std::size_t count);

/// Hashes by block number, as block_hashes.json holds them. Throws JsonError.
[[nodiscard]] std::map<std::uint64_t, Hash> block_hashes_of(const Json& json);

/// The state of these entries.
[[nodiscard]] State state_of(const std::vector<AccountEntry>& entries);

/// The files of the blocks that `path` means, in order of their numbers: a block's file, its folder, a folder of such,
/// or one that holds these in `blocks`. Throws sim::InputError if there is none.
[[nodiscard]] std::vector<std::filesystem::path> find_blocks(const std::filesystem::path& path);

}  // namespace models
