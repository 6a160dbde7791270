// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// image is what an image says about itself.
type image struct {
	name                string
	entrypoint, command []string
}

var epoch = time.Unix(0, 0).UTC()

// archive writes the image in the format of "docker save": manifest.json, the config and one layer.
// https://github.com/moby/docker-image-spec/blob/v1.3.1/v1.2.md#combined-image-json--filesystem-changeset-format
func (i image) archive(out io.Writer, root string) error {
	var layer bytes.Buffer
	if err := packLayer(&layer, root); err != nil {
		return err
	}
	digest := fmt.Sprintf("%x", sha256.Sum256(layer.Bytes()))
	config, err := json.Marshal(i.config(digest))
	if err != nil {
		return err
	}
	configName := fmt.Sprintf("%x.json", sha256.Sum256(config))
	layerName := digest + "/layer.tar"
	manifest, err := json.Marshal([]map[string]any{{"Config": configName, "RepoTags": []string{i.name}, "Layers": []string{layerName}}})
	if err != nil {
		return err
	}
	archive := tar.NewWriter(out)
	for _, part := range []struct {
		name    string
		content []byte
	}{{configName, config}, {"manifest.json", manifest}, {layerName, layer.Bytes()}} {
		header := tar.Header{Name: part.name, Mode: 0o644, Size: int64(len(part.content)), ModTime: epoch}
		if err := archive.WriteHeader(&header); err != nil {
			return err
		}
		if _, err := archive.Write(part.content); err != nil {
			return err
		}
	}
	return archive.Close()
}

func (i image) config(layerDigest string) map[string]any {
	return map[string]any{
		"architecture": runtime.GOARCH,
		"os":           "linux",
		"created":      epoch,
		"config":       map[string]any{"Entrypoint": i.entrypoint, "Cmd": i.command, "Env": []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}},
		"rootfs":       map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + layerDigest}},
		// One entry a layer, or a build on top of this image counts wrong.
		"history": []map[string]any{{"created": epoch, "created_by": "image"}},
	}
}

// packLayer writes a directory as a tar file; in the order of names, all owned by root.
func packLayer(out io.Writer, root string) error {
	layer := tar.NewWriter(out)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		return packEntry(layer, root, path, entry)
	})
	if err != nil {
		return err
	}
	return layer.Close()
}

func packEntry(layer *tar.Writer, root, path string, entry fs.DirEntry) error {
	info, err := entry.Info()
	if err != nil {
		return err
	}
	target := ""
	if info.Mode()&fs.ModeSymlink != 0 {
		if target, err = os.Readlink(path); err != nil {
			return err
		}
	}
	header, err := tar.FileInfoHeader(info, target)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	if entry.IsDir() {
		name += "/"
	}
	header.Name, header.ModTime, header.Format = name, epoch, tar.FormatPAX
	header.Uid, header.Gid, header.Uname, header.Gname = 0, 0, "", ""
	header.AccessTime, header.ChangeTime = time.Time{}, time.Time{}
	if err := layer.WriteHeader(header); err != nil || !info.Mode().IsRegular() {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.Copy(layer, file)
	return err
}
