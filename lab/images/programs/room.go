package main

import (
	"os"
	"sync"
)

// room is where services of a kind gather, so that Jicofo finds them ("brewery").
type room struct {
	address, nickname string
	// What the presence says beside that somebody is there.
	extension string
}

// brewery is a room by the name of it in the environment.
func brewery(variable, otherwise, extension string) room {
	host, _ := os.Hostname()
	domain := env("XMPP_INTERNAL_MUC_DOMAIN", "internal-muc.meet.jitsi")
	return room{env(variable, otherwise) + "@" + domain, env("JVB_MUC_NICKNAME", host), extension}
}

func (s *stream) join(room room) error {
	return s.send(`<presence to="%s/%s"><x xmlns="http://jabber.org/protocol/muc"/>%s</presence>`, room.address, room.nickname, room.extension)
}

// occupants are those of a room that say they are bridges.
type occupants struct {
	lock sync.Mutex
	here map[string]bool
}

// bridgeExtension is by what Jicofo tells a bridge from other occupants.
const bridgeExtension = `<stats xmlns="http://jitsi.org/protocol/colibri"/>`

func (o *occupants) update(one element) {
	if one.XMLName.Local != "presence" {
		return
	}
	o.lock.Lock()
	defer o.lock.Unlock()
	if one.Type == "unavailable" {
		delete(o.here, one.From)
	} else if one.Type == "" && one.Stats != nil {
		o.here[one.From] = true
	}
}

func (o *occupants) clear() {
	o.lock.Lock()
	defer o.lock.Unlock()
	o.here = map[string]bool{}
}

func (o *occupants) count() int {
	o.lock.Lock()
	defer o.lock.Unlock()
	return len(o.here)
}
