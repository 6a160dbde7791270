// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const (
	areaBlocks   = 64
	journalLimit = 4096 // blocks: 16 MiB, then it begins anew
)

// held are the files that an application keeps open for its whole life: what must go on working when whoever serves
// the file system is replaced under it.
type held struct {
	writer  *writer
	journal *os.File // appended to
	area    *os.File // rewritten in place
	deleted *os.File // has no name any more
	lock    *os.File // flock'ed
	records uint64   // in the journal
	began   uint64   // generation of the journal
}

func openHeld(w *writer) (*held, error) {
	h := &held{writer: w, began: w.generation}
	open := func(name string, flags int) (*os.File, error) {
		return os.OpenFile(filepath.Join(w.home, name), os.O_CREATE|os.O_TRUNC|os.O_RDWR|flags, 0o666)
	}
	var err error
	if h.journal, err = open("journal", os.O_APPEND); err != nil {
		return nil, err
	}
	if h.area, err = open("area", 0); err != nil {
		return nil, err
	}
	if h.deleted, err = open("deleted", 0); err != nil {
		return nil, err
	}
	if err = os.Remove(h.deleted.Name()); err != nil {
		return nil, err
	}
	if h.lock, err = open("lock", 0); err != nil {
		return nil, err
	}
	if err = flock(h.lock); err != nil {
		return nil, fmt.Errorf("can't lock %s (does another load have this name? see --name): %w", h.lock.Name(), err)
	}
	return h, nil
}

func (h *held) step(round uint64, index int, generation uint64) {
	h.append()
	h.rewrite(h.area, index, generation)
	h.rewrite(h.deleted, 0, generation)
	h.checkLock()
	if round%syncEvery == 0 {
		h.writer.tally.do("fsync", h.journal.Name(), h.journal.Sync)
	}
}

// append adds a record to the journal and reads it back from where it must be.
func (h *held) append() {
	path, t, buffer := h.journal.Name(), h.writer.tally, h.writer.buffer
	if h.records == journalLimit {
		if !t.do("truncate", path, func() error { return h.journal.Truncate(0) }) {
			return
		}
		h.records = 0
		h.began++
	}
	record := block{h.writer.name + "/journal", h.records, h.began}
	record.put(buffer)
	if t.do("append", path, func() error { _, err := h.journal.Write(buffer); return err }) {
		h.readBack(h.journal, record)
		h.records++
	}
}

func (h *held) rewrite(file *os.File, index int, generation uint64) {
	b := block{h.writer.name + "/" + filepath.Base(file.Name()), uint64(index), generation}
	b.put(h.writer.buffer)
	at := int64(index) * blockBytes
	if h.writer.tally.do("rewrite", file.Name(), func() error { _, err := file.WriteAt(h.writer.buffer, at); return err }) {
		h.readBack(file, b)
	}
}

func (h *held) readBack(file *os.File, b block) {
	clear(h.writer.buffer)
	read := h.writer.tally.do("read", file.Name(), func() error {
		_, err := file.ReadAt(h.writer.buffer, int64(b.index)*blockBytes)
		return err
	})
	if !read {
		return
	}
	if err := b.check(h.writer.buffer); err != nil {
		h.writer.tally.fail("verify", file.Name(), "block %d: %v", b.index, err)
		return
	}
	h.writer.tally.verifiedBytes(blockBytes)
}

// checkLock asks for the lock through another descriptor: it must be refused for as long as the first one lives.
func (h *held) checkLock() {
	h.writer.tally.do("flock", h.lock.Name(), func() error {
		other, err := os.Open(h.lock.Name())
		if err != nil {
			return err
		}
		defer other.Close()
		switch err := flock(other); {
		case err == nil:
			return errors.New("the lock that is held was given to another as well")
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil
		default:
			return err
		}
	})
}

// close gives back what openHeld took.
func (h *held) close() {
	for _, file := range []*os.File{h.journal, h.area, h.deleted, h.lock} {
		h.writer.tally.do("close", file.Name(), file.Close)
	}
}

func flock(file *os.File) error {
	for {
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != syscall.EINTR {
			return err
		}
	}
}
