package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"net"
	"time"
)

// stream is an XMPP connection, as far as logging in and sitting in a room go.
type stream struct {
	connection net.Conn
	decoder    *xml.Decoder
}

// element is any child of a stream, with the parts of it that anybody here looks at.
type element struct {
	XMLName    xml.Name
	From       string    `xml:"from,attr"`
	ID         string    `xml:"id,attr"`
	Type       string    `xml:"type,attr"`
	Ping       *struct{} `xml:"urn:xmpp:ping ping"`
	Stats      *struct{} `xml:"http://jitsi.org/protocol/colibri stats"`
	Mechanisms []string  `xml:"urn:ietf:params:xml:ns:xmpp-sasl mechanisms>mechanism"`
	Inner      string    `xml:",innerxml"`
}

// open starts the stream (anew, after TLS and after logging in) and returns what the server offers.
func (s *stream) open(domain string) (element, error) {
	s.decoder = xml.NewDecoder(s.connection)
	s.send(`<?xml version="1.0"?><stream:stream xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams" version="1.0" to="%s">`, domain)
	for {
		token, err := s.decoder.Token()
		if err != nil {
			return element{}, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "stream" {
			return s.next()
		}
	}
}

// next is the stream's next child.
func (s *stream) next() (element, error) {
	for {
		token, err := s.decoder.Token()
		if err != nil {
			return element{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			var one element
			if err := s.decoder.DecodeElement(&one, &token); err != nil {
				return one, err
			}
			return one, refused(&one)
		case xml.EndElement:
			return element{}, io.EOF
		}
	}
}

// refused turns a stream error, or a login that was refused, into an error that says so.
func refused(one *element) error {
	if one.XMLName.Local != "failure" && one.XMLName.Space != "http://etherx.jabber.org/streams" || one.XMLName.Local == "features" {
		return nil
	}
	return fmt.Errorf("%s: %s", one.XMLName.Local, one.Inner)
}

func (s *stream) expect(name, format string, args ...any) error {
	if err := s.send(format, args...); err != nil {
		return err
	}
	answer, err := s.next()
	if err == nil && (answer.XMLName.Local != name || answer.Type == "error") {
		err = fmt.Errorf("expected %s, got %s %s", name, answer.XMLName.Local, answer.Inner)
	}
	return err
}

func (s *stream) send(format string, args ...any) error {
	_, err := fmt.Fprintf(s.connection, format, args...)
	return err
}

// keepAlive asks for answers, so that a dead connection is noticed.
func (s *stream) keepAlive(domain string) {
	for s.send(`<iq type="get" id="alive" to="%s"><ping xmlns="urn:xmpp:ping"/></iq>`, domain) == nil {
		time.Sleep(10 * time.Second)
	}
}
