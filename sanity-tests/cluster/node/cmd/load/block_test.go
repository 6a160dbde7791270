// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
)

func TestBlockIsWhatWasPut(t *testing.T) {
	buffer := make([]byte, blockBytes)
	for _, b := range []block{{"a/b", 0, 1}, {"pod-1/file-0003", 77, 12345}, {strings.Repeat("x", nameLimit), 1, 0}} {
		b.put(buffer)
		if err := b.check(buffer); err != nil {
			t.Errorf("%v: %v", b, err)
		}
	}
}

func TestEveryChangedByteIsSeen(t *testing.T) {
	buffer := make([]byte, blockBytes)
	b := block{"pod/file", 3, 9}
	for at := range buffer {
		b.put(buffer)
		buffer[at] ^= 0x40
		if b.check(buffer) == nil {
			t.Fatalf("byte %d of the block was changed, and the block passes", at)
		}
	}
}

func TestAnotherBlockDoesNotPass(t *testing.T) {
	buffer := make([]byte, blockBytes)
	b := block{"pod/file", 3, 9}
	for _, other := range []block{{"pod/file", 4, 9}, {"pod/file", 3, 8}, {"pod/fil", 3, 9}} {
		other.put(buffer)
		if err := b.check(buffer); err == nil {
			t.Errorf("%v passes for %v", other, b)
		}
	}
}

func TestShortAndEmptyBlocksDoNotPass(t *testing.T) {
	for _, buffer := range [][]byte{nil, make([]byte, 100), make([]byte, blockBytes)} {
		if _, err := parseBlock(buffer); err == nil {
			t.Errorf("%d bytes of zeros pass for a block", len(buffer))
		}
	}
}

func TestFillingDiffersInEverySector(t *testing.T) {
	one, other := make([]byte, blockBytes), make([]byte, blockBytes)
	block{"pod/file", 3, 9}.put(one)
	block{"pod/file", 3, 10}.put(other)
	for at := 0; at < blockBytes; at += 512 {
		if string(one[at:at+512]) == string(other[at:at+512]) {
			t.Errorf("sector %d of two generations is the same: a torn write would pass", at/512)
		}
	}
}
