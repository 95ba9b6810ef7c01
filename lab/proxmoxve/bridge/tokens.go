package bridge

import (
	"strings"
	"unicode"

	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

const (
	longPrefix  = "proxmox_virtual_environment_"
	shortPrefix = "proxmox_"
)

// token names a Terraform type as SDK 8.x does: the words become modules, the last one the class
// ("proxmox_download_file" is "download/file:File"), a single word lives in "index", and what has bpg's long Terraform
// name is called "Legacy". prefix is "get" for functions.
func token(name, prefix string) tokens.ModuleMember {
	suffix := "Legacy"
	rest, long := strings.CutPrefix(name, longPrefix)
	if !long {
		suffix, rest = "", strings.TrimPrefix(name, shortPrefix)
	}
	words := strings.Split(rest, "_")
	last := len(words) - 1
	module := "index"
	if last > 0 {
		module = strings.Join(words[:last], "/")
	}
	class := prefix + first(words[last], unicode.ToUpper) + suffix
	return tokens.ModuleMember(Name + ":" + module + "/" + first(class, unicode.ToLower) + ":" + class)
}

// first changes the first letter of a word.
func first(word string, change func(rune) rune) string {
	letters := []rune(word)
	if len(letters) > 0 {
		letters[0] = change(letters[0])
	}
	return string(letters)
}
