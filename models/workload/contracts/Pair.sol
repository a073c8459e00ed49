// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

interface IToken {
    function transfer(address to, uint256 value) external returns (bool);
    function transferFrom(address from, address to, uint256 value) external returns (bool);
}

/// An exchange of two tokens at the price that keeps the product of its reserves constant, less a fee of 0.3 %.
/// Who adds liquidity gives it away: there are no shares, because no workload takes liquidity out.
contract Pair {
    IToken public immutable token0;
    IToken public immutable token1;

    // One storage slot.
    uint112 private reserve0;
    uint112 private reserve1;
    uint32 private lastChange;

    bool private transient entered;

    event Sync(uint112 reserve0, uint112 reserve1);
    event Swap(address indexed sender, uint256 amountIn, uint256 amountOut, bool firstIn, address indexed to);

    error Reentered();
    error UnknownToken(address token);
    error InsufficientOutput(uint256 amountOut, uint256 minimumOut);
    error NoLiquidity();
    error TransferFailed();
    error ReserveOverflow();

    modifier once() {
        if (entered) revert Reentered();
        entered = true;
        _;
        entered = false;
    }

    constructor(IToken first, IToken second) {
        token0 = first;
        token1 = second;
    }

    function getReserves() external view returns (uint112, uint112, uint32) {
        return (reserve0, reserve1, lastChange);
    }

    function addLiquidity(uint256 amount0, uint256 amount1) external once {
        uint256 after0 = reserve0 + amount0;
        uint256 after1 = reserve1 + amount1;
        pull(token0, amount0);
        pull(token1, amount1);
        store(after0, after1);
    }

    /// Takes `amountIn` of `tokenIn` from the caller and pays the other token to the caller.
    function swap(address tokenIn, uint256 amountIn, uint256 minimumOut) external once returns (uint256 amountOut) {
        bool firstIn = tokenIn == address(token0);
        if (!firstIn && tokenIn != address(token1)) revert UnknownToken(tokenIn);
        (uint256 reserveIn, uint256 reserveOut) =
            firstIn ? (uint256(reserve0), uint256(reserve1)) : (uint256(reserve1), uint256(reserve0));
        if (reserveIn == 0 || reserveOut == 0) revert NoLiquidity();

        uint256 inAfterFee = amountIn * 997;
        amountOut = inAfterFee * reserveOut / (reserveIn * 1000 + inAfterFee);
        if (amountOut == 0 || amountOut < minimumOut) revert InsufficientOutput(amountOut, minimumOut);

        pull(IToken(tokenIn), amountIn);
        if (!(firstIn ? token1 : token0).transfer(msg.sender, amountOut)) revert TransferFailed();
        reserveIn += amountIn;
        reserveOut -= amountOut;
        if (firstIn) store(reserveIn, reserveOut);
        else store(reserveOut, reserveIn);
        emit Swap(msg.sender, amountIn, amountOut, firstIn, msg.sender);
    }

    function pull(IToken token, uint256 amount) private {
        if (!token.transferFrom(msg.sender, address(this), amount)) revert TransferFailed();
    }

    function store(uint256 new0, uint256 new1) private {
        if (new0 > type(uint112).max || new1 > type(uint112).max) revert ReserveOverflow();
        reserve0 = uint112(new0);
        reserve1 = uint112(new1);
        lastChange = uint32(block.timestamp);
        emit Sync(reserve0, reserve1);
    }
}
