// SPDX-License-Identifier: MIT
#include "models/executor/multi_version_view.h"

namespace models {

Account MultiVersionView::account(const Address& address, AccountFields fields) {
    Account account;
    if (blocked_on_) return account;
    ++account_reads_;
    blocked_on_ = memory_->read_account(tx_, address, fields, account, reads_);
    return account;
}

U256 MultiVersionView::storage(const SlotKey& key) {
    if (blocked_on_) return {};
    ++slot_reads_;
    U256 value;
    blocked_on_ = memory_->read_slot(tx_, key, value, reads_);
    return value;
}

bool MultiVersionView::has_storage(const Address& address) {
    bool found = false;
    if (!blocked_on_) blocked_on_ = memory_->read_has_storage(tx_, address, found, reads_);
    return found;
}

}  // namespace models
