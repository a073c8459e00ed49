// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// A number that everyone adds to: a slot that every call both reads and writes.
contract Counter {
    uint256 public count;

    function increment() external returns (uint256) {
        return ++count;
    }
}
