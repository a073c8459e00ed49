// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

namespace models {

/// The `Kept` most recently made results by key. Nodes run close behind each other, so few are needed; a result that
/// was dropped is worked out again.
template <class Key, class Value, std::size_t Kept>
class Recent {
  public:
    [[nodiscard]] const Value* find(const Key& key) const {
        const auto it = values_.find(key);
        return it == values_.end() ? nullptr : &it->second;
    }
    void insert(const Key& key, Value value) {
        if (!values_.emplace(key, std::move(value)).second) return;
        order_.push_back(key);
        if (order_.size() <= Kept) return;
        values_.erase(order_.front());
        order_.pop_front();
    }

  private:
    std::map<Key, Value> values_;
    std::list<Key> order_;
};

}  // namespace models
