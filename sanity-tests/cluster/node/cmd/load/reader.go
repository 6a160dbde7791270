// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// reader verifies what writers made, below one directory; it knows nothing but what the blocks say.
type reader struct {
	dir    string
	least  int // files that must be there
	tally  *tally
	buffer []byte
}

// step reads every file of every writer once.
func (r *reader) step() {
	files := r.find()
	if len(files) < r.least {
		r.tally.fail("readdir", r.dir, "%d files of a writer, --files says that there are %d", len(files), r.least)
	}
	for _, file := range files {
		r.verify(file)
	}
}

// find lists the files that writers replace as a whole; the others change while they are read.
func (r *reader) find() []string {
	var found []string
	r.tally.do("walk", r.dir, func() error {
		return filepath.WalkDir(r.dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name := entry.Name()
			if entry.Type().IsRegular() && strings.HasPrefix(name, "file-") && !strings.HasSuffix(name, ".new") {
				found = append(found, path)
			}
			return nil
		})
	})
	return found
}

func (r *reader) verify(path string) {
	owner := filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
	var generation uint64
	count := eachBlock(r.tally, path, r.buffer, func(index int) error {
		found, err := parseBlock(r.buffer)
		if err != nil {
			return err
		}
		if index == 0 {
			generation = found.generation
		}
		return block{owner, uint64(index), generation}.check(r.buffer)
	}, toTheEnd)
	if count == 0 {
		r.tally.fail("verify", path, "has no block that is right")
	}
}

// refusesWrites checks that a file system which should be read-only is.
func (r *reader) refusesWrites() {
	path := filepath.Join(r.dir, "must-not-be-made")
	r.tally.do("create", path, func() error {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o666)
		if err == nil {
			return errors.Join(fmt.Errorf("a file can be made, though this should be read-only"), file.Close(), os.Remove(path))
		}
		if errors.Is(err, syscall.EROFS) {
			return nil
		}
		return err
	})
}

const toTheEnd = -1

// eachBlock reads a file block by block into buffer and has each checked; count is how many there must be, or toTheEnd.
// It returns how many were right.
func eachBlock(t *tally, path string, buffer []byte, check func(index int) error, count int) int {
	var file *os.File
	if !t.do("open", path, func() (err error) { file, err = os.Open(path); return err }) {
		return 0
	}
	right := 0
	for index := 0; count == toTheEnd || index < count; index++ {
		length, ended := 0, false
		clear(buffer)
		read := t.do("read", path, func() (err error) {
			length, err = io.ReadFull(file, buffer)
			if count == toTheEnd && err == io.EOF {
				ended, err = true, nil
			}
			return err
		})
		if ended || !read {
			break
		}
		if err := check(index); err != nil {
			t.fail("verify", path, "block %d: %v", index, err)
			continue
		}
		right++
		t.verifiedBytes(length)
	}
	t.do("close", path, file.Close)
	return right
}
