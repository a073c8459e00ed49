// SPDX-License-Identifier: MIT
#include "models/replay/block_folder.h"

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "models/json/json_file.h"

namespace models {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& file, const std::string& text) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    const fs::path part = file.string() + ".part";
    std::ofstream stream(part, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (stream) fs::rename(part, file, error);
    if (!stream || error) throw std::runtime_error("cannot write '" + file.string() + "'");
}

void remove_file(const fs::path& file) {
    std::error_code error;
    fs::remove(file, error);
    if (error) throw std::runtime_error("cannot replace '" + file.string() + "'");
}

/// One member a line, so that what changes between two versions shows.
std::string lines_of(const Json& object) {
    std::string text = "{";
    for (const auto& [key, value] : object.items())
        text += (text.size() > 1 ? ",\n" : "\n") + Json(key).dump() + ":" + value.dump();
    return text + "\n}\n";
}

/// What the file holds, or an empty object if there is none.
Json object_in(const fs::path& file) {
    Json json = Json::object();
    if (fs::exists(file)) reading_file(file, [&] { json = object_of(read_json_file(file), "the file"); });
    return json;
}

Json json_of(const AccountEntry& entry) {
    Json json = {
        {"balance", to_hex(entry.account.balance)}, {"nonce", entry.account.nonce}, {"storage", Json::object()}};
    if (entry.account.code != nullptr) json["code_hash"] = to_hex(entry.account.code->hash().bytes);
    for (const auto& [slot, value] : entry.slots) json["storage"][to_hex(slot)] = to_hex(value);
    return json;
}

}  // namespace

void BlockFolder::add(const std::string& number, const Json& block, const std::vector<AccountEntry>& pre,
                      const Json& receipts) {
    const fs::path place = place_of(number);
    // What another import or a hand put there may not fit the new block.
    for (const char* const name : {"block.json", "receipts.json", "post_state.json"}) remove_file(place / name);
    add_codes(pre);
    Json state = Json::object();
    for (const AccountEntry& entry : pre) state[to_hex(entry.address.bytes)] = json_of(entry);
    write_file(place / "pre_state.json", lines_of(state));
    if (!receipts.is_null()) write_file(place / "receipts.json", receipts.dump() + "\n");
    write_file(place / "block.json", block.dump() + "\n");  // Last: a folder with it is complete.
}

void BlockFolder::add_codes(const std::vector<AccountEntry>& accounts) {
    const fs::path file = folder_ / "bytecodes.json";
    Json codes = object_in(file);
    for (const AccountEntry& entry : accounts)
        if (entry.account.code != nullptr)
            codes[to_hex(entry.account.code->hash().bytes)] = to_hex(entry.account.code->bytes());
    write_file(file, lines_of(codes));
}

void BlockFolder::add_hashes(const std::map<std::uint64_t, Hash>& hashes) {
    const fs::path file = folder_ / "block_hashes.json";
    Json all = object_in(file);
    for (const auto& [number, hash] : hashes) all[std::to_string(number)] = to_hex(hash.bytes);
    write_file(file, lines_of(all));
}

}  // namespace models
