// SPDX-License-Identifier: Apache-2.0

package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestArchiveIsConsistent(t *testing.T) {
	parts := unpack(t, readFile(t, made(t, root(t))))
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	parse(t, parts["manifest.json"], &manifest)
	if len(manifest) != 1 || manifest[0].RepoTags[0] != "localhost/x:1" || len(manifest[0].Layers) != 1 {
		t.Fatalf("%+v", manifest)
	}
	var config struct {
		Os, Architecture string
		Config           struct{ Entrypoint, Cmd []string }
		Rootfs           struct {
			DiffIDs []string `json:"diff_ids"`
		}
		History []any
	}
	text := parts[manifest[0].Config]
	parse(t, text, &config)
	if fmt.Sprintf("%x.json", sha256.Sum256(text)) != manifest[0].Config {
		t.Errorf("the config's name is not its digest: %s", manifest[0].Config)
	}
	layer := parts[manifest[0].Layers[0]]
	if want := fmt.Sprintf("sha256:%x", sha256.Sum256(layer)); len(config.Rootfs.DiffIDs) != 1 || config.Rootfs.DiffIDs[0] != want {
		t.Errorf("diff_ids are %v, the layer's is %s", config.Rootfs.DiffIDs, want)
	}
	if config.Os != "linux" || config.Config.Entrypoint[0] != "/bin/x" || config.Config.Cmd[0] != "go" || len(config.History) != 1 {
		t.Errorf("%+v", config)
	}
}

func TestLayerHoldsFilesLinksAndModes(t *testing.T) {
	var layer bytes.Buffer
	if err := packLayer(&layer, root(t)); err != nil {
		t.Fatal(err)
	}
	headers := map[string]*tar.Header{}
	for reader := tar.NewReader(&layer); ; {
		header, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		headers[header.Name] = header
	}
	if len(headers) != 4 {
		t.Fatalf("%v", headers)
	}
	if x := headers["bin/x"]; x.Mode != 0o755 || x.Size != 7 || x.Uid != 0 || !x.ModTime.Equal(epoch) {
		t.Errorf("%+v", x)
	}
	if y := headers["bin/y"]; y.Typeflag != tar.TypeSymlink || y.Linkname != "x" {
		t.Errorf("%+v", y)
	}
	if tmp := headers["tmp/"]; tmp.Typeflag != tar.TypeDir || tmp.FileInfo().Mode()&os.ModeSticky == 0 {
		t.Errorf("%+v", tmp)
	}
}

func TestSameDirectoryGivesSameBytes(t *testing.T) {
	one, other := root(t), root(t)
	if err := os.Chtimes(filepath.Join(other, "bin/x"), time.Now(), time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(readFile(t, made(t, one)), readFile(t, made(t, other))) {
		t.Error("two images of one content differ")
	}
}

func TestFailureNamesTheFileAndLeavesNone(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x.tar")
	if err := write(image{name: "localhost/x:1"}, "/nonexistent", out); err == nil || !strings.Contains(err.Error(), "/nonexistent") {
		t.Errorf("%v", err)
	}
	if left, _ := filepath.Glob(out + "*"); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := write(image{name: "localhost/x"}, root(t), out); err == nil || !strings.Contains(err.Error(), "tag") {
		t.Errorf("a name without a tag: %v", err)
	}
}

// root is a small root file system.
func root(t *testing.T) string {
	dir := t.TempDir()
	for _, err := range []error{
		os.Mkdir(filepath.Join(dir, "bin"), 0o755),
		os.WriteFile(filepath.Join(dir, "bin/x"), []byte("program"), 0o755),
		os.Symlink("x", filepath.Join(dir, "bin/y")),
		os.Mkdir(filepath.Join(dir, "tmp"), 0o777),
		os.Chmod(filepath.Join(dir, "tmp"), 0o777|os.ModeSticky),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func made(t *testing.T, root string) string {
	out := filepath.Join(t.TempDir(), "x.tar")
	if err := write(image{"localhost/x:1", []string{"/bin/x"}, []string{"go"}}, root, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func readFile(t *testing.T, path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func unpack(t *testing.T, archive []byte) map[string][]byte {
	parts := map[string][]byte{}
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := reader.Next()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		if parts[header.Name], err = io.ReadAll(reader); err != nil {
			t.Fatal(err)
		}
	}
}

func parse(t *testing.T, text []byte, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
