// SPDX-License-Identifier: MIT
#include "models/executor/multi_version_view.h"

namespace models {

bool MultiVersionView::leaves() {
    if (mode_ == Mode::Ahead && !lost_ && (!scheduler_->is_current(version_) || scheduler_->done())) lost_ = true;
    return blocked();
}

Account MultiVersionView::account(const Address& address, AccountFields fields) {
    Account account;
    if (leaves()) return account;
    ++account_reads_;
    if (mode_ == Mode::Final) return memory_->settled_account(address, fields);
    const std::size_t first = reads_.size();
    std::uint64_t presumed = 0;
    const bool presumes = sender_ && contains(fields, AccountFields::Nonce) && address == sender_->address;
    if (presumes) {
        presumed = sender_->nonce;
        memory_->presume_nonce(address, presumed, reads_);
        fields = without(fields, AccountFields::Nonce);
    }
    if (mode_ == Mode::Recorded && presumes) {
        // The record tells what an execution ahead would read: all but the nonce, if that is right.
        blocked_on_ = memory_->read_account(version_.tx, address, AccountFields::Nonce, account, nullptr);
        presumed_wrongly_ = presumed_wrongly_ || account.nonce != presumed;
        presumed = account.nonce;
    }
    blocked_on_ = memory_->read_account(version_.tx, address, fields, account, record());
    if (presumes) account.nonce = presumed;
    mark(first, Read::Call::Account);
    return account;
}

U256 MultiVersionView::storage(const SlotKey& key) {
    if (leaves()) return {};
    ++slot_reads_;
    if (mode_ == Mode::Final) return memory_->settled_slot(version_.tx, key);
    const std::size_t first = reads_.size();
    U256 value;
    blocked_on_ = memory_->read_slot(version_.tx, key, value, record());
    mark(first, Read::Call::Slot);
    return value;
}

bool MultiVersionView::has_storage(const Address& address) {
    bool found = false;
    if (!leaves()) blocked_on_ = memory_->read_has_storage(version_.tx, address, found, record());
    return found;
}

}  // namespace models
