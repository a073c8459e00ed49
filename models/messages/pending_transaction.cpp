// SPDX-License-Identifier: MIT
#include "models/messages/pending_transaction.h"

#include <string_view>

#include "models/messages/digest.h"

namespace models {

sim::Bytes wire_size(const SubmitTransaction& message) {
    constexpr std::string_view kBody = R"({"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x"]})";
    return sim::Bytes::from_count(static_cast<std::int64_t>(kBody.size() + 2 * message.transaction->encoded.size()));
}

sim::Bytes wire_size(const ForwardTransaction& message) {
    constexpr std::int64_t kLengthPrefix = 4;
    return sim::Bytes::from_count(kLengthPrefix + static_cast<std::int64_t>(message.transaction->encoded.size()));
}

std::uint64_t digest(const SubmitTransaction& message) {
    return digest_of(message.transaction->hash);
}
std::uint64_t digest(const ForwardTransaction& message) {
    return digest_of(message.transaction->hash);
}

}  // namespace models
