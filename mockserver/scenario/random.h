// Random numbers that a seed repeats on every machine: std::hash and the standard distributions are not the same
// everywhere.
#pragma once

#include <cstdint>
#include <string_view>

namespace mockserver {

/// SplitMix64: a step of its state, and what comes out of it.
inline std::uint64_t splitMix(std::uint64_t& state) {
    state += 0x9E3779B97F4A7C15U;
    std::uint64_t out = state;
    out = (out ^ (out >> 30U)) * 0xBF58476D1CE4E5B9U;
    out = (out ^ (out >> 27U)) * 0x94D049BB133111EBU;
    return out ^ (out >> 31U);
}

/// FNV-1a.
inline std::uint64_t hashOf(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    return hash;
}

/// A number from 0 to below 1.
inline double unitOf(std::uint64_t bits) {
    return static_cast<double>(bits >> 11U) * 0x1.0p-53;
}

/// A seed that nobody chose: different in every run.
std::uint64_t anySeed();

}  // namespace mockserver
