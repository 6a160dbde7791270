// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

const (
	syncEvery = 8
	listEvery = 16
)

// writer is an application that writes, reads back, renames, appends and locks in a directory of its own.
type writer struct {
	home       string // dir/name
	name       string
	files      int
	blocks     int // of each file
	generation uint64
	round      uint64
	tally      *tally
	held       *held
	buffer     []byte
}

// newWriter makes the directory and opens the files that stay open. What an earlier run of this name left is replaced.
func newWriter(o options, t *tally) (*writer, error) {
	w := &writer{
		home: filepath.Join(o.dir, o.name), name: o.name, files: o.files, blocks: o.size / blockBytes,
		generation: uint64(time.Now().UnixMicro()), tally: t, buffer: make([]byte, blockBytes),
	}
	if err := os.Mkdir(w.home, 0o777); err != nil && !os.IsExist(err) {
		return nil, err
	}
	for number := range w.files {
		if err := os.Remove(w.path(number) + ".new"); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	held, err := openHeld(w)
	w.held = held
	return w, err
}

func (w *writer) path(number int) string { return filepath.Join(w.home, w.file(number)) }

func (w *writer) file(number int) string { return fmt.Sprintf("file-%04d", number) }

// step is one round over everything.
func (w *writer) step() {
	number := int(w.round % uint64(w.files))
	w.generation++
	if w.replace(number) {
		w.readBack(number)
	}
	w.held.step(w.round, rand.IntN(areaBlocks), w.generation)
	if w.round%listEvery == 0 {
		w.list()
	}
	w.round++
}

// replace writes a file anew beside the one that is there and renames it over that: a reader sees one or the other.
func (w *writer) replace(number int) bool {
	made := w.path(number) + ".new"
	var file *os.File
	opened := w.tally.do("create", made, func() (err error) {
		file, err = os.OpenFile(made, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o666)
		return err
	})
	if !opened {
		return false
	}
	good := true
	for index := range w.blocks {
		w.block(number, index).put(w.buffer)
		good = w.tally.do("write", made, func() error { _, err := file.Write(w.buffer); return err }) && good
	}
	if w.round%syncEvery == 0 {
		good = w.tally.do("fsync", made, file.Sync) && good
	}
	good = w.tally.do("close", made, file.Close) && good
	return good && w.tally.do("rename", made, func() error { return os.Rename(made, w.path(number)) })
}

func (w *writer) readBack(number int) {
	path := w.path(number)
	w.tally.do("stat", path, func() error {
		info, err := os.Stat(path)
		if err == nil && info.Size() != int64(w.blocks*blockBytes) {
			err = fmt.Errorf("%d bytes, %d were written", info.Size(), w.blocks*blockBytes)
		}
		return err
	})
	eachBlock(w.tally, path, w.buffer, func(index int) error { return w.block(number, index).check(w.buffer) }, w.blocks)
}

func (w *writer) block(number, index int) block {
	return block{owner: w.name + "/" + w.file(number), index: uint64(index), generation: w.generation}
}

// list reads the directory: every file that was made must be there.
func (w *writer) list() {
	var names map[string]bool
	listed := w.tally.do("readdir", w.home, func() error {
		entries, err := os.ReadDir(w.home)
		names = make(map[string]bool, len(entries))
		for _, entry := range entries {
			names[entry.Name()] = true
		}
		return err
	})
	for number := 0; listed && number < w.files && uint64(number) < w.round; number++ {
		if !names[w.file(number)] {
			w.tally.fail("readdir", w.path(number), "is not in the directory's list, and was not removed")
		}
	}
}
