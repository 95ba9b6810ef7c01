package main

import (
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"log"
	"net"
	"strings"
	"time"
)

// account is how one of the services logs in to Prosody.
type account struct {
	server, domain, user, password string
}

// accountOf reads what all clients of Prosody read from their environment.
func accountOf(user, password string) account {
	return account{
		server:   net.JoinHostPort(env("XMPP_SERVER", "xmpp.meet.jitsi"), env("XMPP_PORT", "5222")),
		domain:   env("XMPP_AUTH_DOMAIN", "auth.meet.jitsi"),
		user:     user,
		password: password,
	}
}

// keepLoggedIn logs in again and again, and tells when that changes. The certificate is self-signed, in the real
// deployment as well (DISABLE_CERTIFICATE_VERIFICATION).
func keepLoggedIn(who account, room room, changed func(connected bool), received func(element)) {
	for {
		err := session(who, room, changed, received)
		changed(false)
		log.Printf("XMPP %s@%s: %v", who.user, who.domain, err)
		time.Sleep(2 * time.Second)
	}
}

func session(who account, room room, changed func(bool), received func(element)) error {
	stream, err := login(who)
	if err != nil {
		return err
	}
	defer stream.connection.Close()
	if err := stream.join(room); err != nil {
		return err
	}
	log.Printf("XMPP %s@%s: logged in, in %s", who.user, who.domain, room.address)
	changed(true)
	for {
		// Prosody is asked every 10 s, so silence for longer means that it is gone.
		stream.connection.SetReadDeadline(time.Now().Add(30 * time.Second))
		one, err := stream.next()
		if err != nil {
			return err
		}
		if one.Ping != nil && one.Type == "get" {
			stream.send(`<iq type="result" id="%s" to="%s"/>`, one.ID, one.From)
		}
		received(one)
	}
}

func login(who account) (*stream, error) {
	connection, err := net.DialTimeout("tcp", who.server, 5*time.Second)
	if err != nil {
		return nil, err
	}
	connection.SetDeadline(time.Now().Add(15 * time.Second))
	stream := &stream{connection: connection}
	if err := stream.authenticate(who); err != nil {
		connection.Close()
		return nil, err
	}
	stream.connection.SetDeadline(time.Time{})
	go stream.keepAlive(who.domain)
	return stream, nil
}

func (s *stream) authenticate(who account) error {
	if _, err := s.open(who.domain); err != nil {
		return err
	}
	if err := s.expect("proceed", `<starttls xmlns="urn:ietf:params:xml:ns:xmpp-tls"/>`); err != nil {
		return err
	}
	s.connection = tls.Client(s.connection, &tls.Config{InsecureSkipVerify: true, ServerName: who.domain})
	features, err := s.open(who.domain)
	if err != nil {
		return err
	}
	if !contains(features.Mechanisms, "PLAIN") {
		return fmt.Errorf("the server offers %s, but not PLAIN", strings.Join(features.Mechanisms, ", "))
	}
	secret := base64.StdEncoding.EncodeToString([]byte("\x00" + who.user + "\x00" + who.password))
	if err := s.expect("success", `<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="PLAIN">%s</auth>`, secret); err != nil {
		return err
	}
	if _, err := s.open(who.domain); err != nil {
		return err
	}
	return s.expect("iq", `<iq type="set" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>`)
}
