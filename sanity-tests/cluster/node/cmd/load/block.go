// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// blockBytes is the unit in which files are written and verified.
const blockBytes = 4096

const (
	blockMagic = 0x4546432d504f4453 // "EFC-PODS"
	crcAt      = blockBytes - 4
	nameAt     = 32
	nameLimit  = 128
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// block says whose it is, so that a reader needs nothing but the file: a lost, doubled, torn or misplaced block can't
// pass for another.
type block struct {
	owner      string // the file as its writer calls it, as in "pod-1/file-0003"; at most 128 bytes
	index      uint64 // where in the file, in blocks
	generation uint64 // how often the file was written anew
}

// put fills a buffer of blockBytes with this block.
func (b block) put(buffer []byte) {
	binary.BigEndian.PutUint64(buffer, blockMagic)
	binary.BigEndian.PutUint64(buffer[8:], b.index)
	binary.BigEndian.PutUint64(buffer[16:], b.generation)
	binary.BigEndian.PutUint64(buffer[24:], uint64(len(b.owner)))
	clear(buffer[nameAt : nameAt+nameLimit])
	copy(buffer[nameAt:nameAt+nameLimit], b.owner)
	state := b.index ^ b.generation<<20 ^ uint64(crc32.Checksum([]byte(b.owner), castagnoli))<<32
	for at := nameAt + nameLimit; at+8 <= crcAt; at += 8 {
		state = mix(state)
		binary.BigEndian.PutUint64(buffer[at:], state)
	}
	clear(buffer[crcAt-4 : crcAt])
	binary.BigEndian.PutUint32(buffer[crcAt:], crc32.Checksum(buffer[:crcAt], castagnoli))
}

// mix is a step of SplitMix64: filling that does not repeat, so that two blocks differ in every sector.
func mix(state uint64) uint64 {
	state += 0x9e3779b97f4a7c15
	state = (state ^ state>>30) * 0xbf58476d1ce4e5b9
	return state ^ state>>27
}

// parseBlock reads a block and says what is wrong with it.
func parseBlock(buffer []byte) (block, error) {
	if len(buffer) != blockBytes {
		return block{}, fmt.Errorf("%d bytes where a block of %d should be", len(buffer), blockBytes)
	}
	if magic := binary.BigEndian.Uint64(buffer); magic != blockMagic {
		return block{}, fmt.Errorf("no block: it begins with %016x", magic)
	}
	if want, is := binary.BigEndian.Uint32(buffer[crcAt:]), crc32.Checksum(buffer[:crcAt], castagnoli); want != is {
		return block{}, fmt.Errorf("checksum is %08x, the block says %08x", is, want)
	}
	length := binary.BigEndian.Uint64(buffer[24:])
	if length > nameLimit {
		return block{}, fmt.Errorf("a name of %d bytes, of at most %d", length, nameLimit)
	}
	return block{
		owner:      string(buffer[nameAt : nameAt+length]),
		index:      binary.BigEndian.Uint64(buffer[8:]),
		generation: binary.BigEndian.Uint64(buffer[16:]),
	}, nil
}

// check says what is wrong with a buffer that should hold this block.
func (b block) check(buffer []byte) error {
	found, err := parseBlock(buffer)
	if err != nil {
		return err
	}
	if found != b {
		return fmt.Errorf("holds block %d of %s, generation %d, where block %d of %s, generation %d should be",
			found.index, found.owner, found.generation, b.index, b.owner, b.generation)
	}
	return nil
}
