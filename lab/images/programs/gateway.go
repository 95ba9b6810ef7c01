package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// gateway stands in for Jigasi in both of its modes. For telephones it is well only while the SIP server answers; as a
// transcriber while it is logged in.
func gateway([]string) error {
	var connected, registered atomic.Bool
	who := accountOf(env("JIGASI_XMPP_USER", "jigasi"), os.Getenv("JIGASI_XMPP_PASSWORD"))
	go keepLoggedIn(who, brewery("JIGASI_BREWERY_MUC", "jigasibrewery", ""), connected.Store, func(element) {})
	sip := !strings.EqualFold(os.Getenv("JIGASI_MODE"), "transcriber")
	if sip {
		go keepRegistered(&registered)
	}
	mux := http.NewServeMux()
	health(mux, "/about/health", func() string {
		if sip && !registered.Load() {
			return "No SIP registration"
		}
		if !connected.Load() {
			return "XMPP call control is not connected"
		}
		return ""
	})
	listen("0.0.0.0:8788", mux)
	return nil
}

func keepRegistered(registered *atomic.Bool) {
	for {
		registered.Store(sipAnswers())
		time.Sleep(5 * time.Second)
	}
}

// sipAnswers asks the SIP server whether it is there. Over TCP and TLS a connection is answer enough.
func sipAnswers() bool {
	network := "tcp"
	if strings.EqualFold(env("JIGASI_SIP_TRANSPORT", "UDP"), "UDP") {
		network = "udp"
	}
	address := net.JoinHostPort(os.Getenv("JIGASI_SIP_SERVER"), env("JIGASI_SIP_PORT", "5060"))
	connection, err := net.DialTimeout(network, address, 3*time.Second)
	if err != nil {
		return false
	}
	defer connection.Close()
	if network == "tcp" {
		return true
	}
	fmt.Fprintf(connection, "OPTIONS sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP stand-in;branch=z9hG4bK1\r\nMax-Forwards: 1\r\nFrom: <sip:%s>;tag=1\r\nTo: <sip:%s>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n", address, os.Getenv("JIGASI_SIP_URI"), address)
	connection.SetReadDeadline(time.Now().Add(2 * time.Second))
	buffer := make([]byte, 2048)
	size, err := connection.Read(buffer)
	return err == nil && strings.HasPrefix(string(buffer[:size]), "SIP/2.0 ")
}

// sipServer is for tests: answers everything with 200 on UDP port 5060 of the address in its argument. Of that address
// alone, so that answers come from where they are expected.
func sipServer(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: sip-server ADDRESS")
	}
	socket, err := net.ListenPacket("udp4", net.JoinHostPort(args[0], "5060"))
	if err != nil {
		return err
	}
	buffer := make([]byte, 4096)
	for {
		_, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return err
		}
		socket.WriteTo([]byte("SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"), from)
	}
}
