package main

import (
	"encoding/binary"
	"encoding/json"
	"log"
	"net"
	"os"
)

// mediaReply is what a datagram that is no STUN is answered with: whom the bridge saw, and where it says it can be
// reached. Tests read it; the real bridge stays silent.
type mediaReply struct {
	Service    string   `json:"service"`
	Host       string   `json:"host"`
	Seen       string   `json:"seen"`
	Advertised []string `json:"advertised"`
	Echo       string   `json:"echo"`
}

// media answers datagrams on the bridge's port until the process ends.
func media(port string, advertised []string) error {
	socket, err := net.ListenPacket("udp4", "0.0.0.0:"+port)
	if err != nil {
		return err
	}
	host, _ := os.Hostname()
	go func() {
		buffer := make([]byte, 64*1024)
		for {
			size, from, err := socket.ReadFrom(buffer)
			if err != nil {
				log.Fatal(err)
			}
			packet := buffer[:size]
			peer, ok := from.(*net.UDPAddr)
			if !ok {
				continue
			}
			answer := bindingResponse(packet, peer)
			if answer == nil {
				answer, _ = json.Marshal(mediaReply{"jvb", host, from.String(), append([]string{}, advertised...), string(packet[:min(size, 64)])})
			}
			socket.WriteTo(answer, from)
		}
	}()
	return nil
}

const (
	magicCookie      = 0x2112A442
	bindingRequest   = 0x0001
	bindingSuccess   = 0x0101
	xorMappedAddress = 0x0020
)

// bindingResponse answers a STUN binding request (RFC 8489) with the address that it came from; nil for anything else.
func bindingResponse(packet []byte, peer *net.UDPAddr) []byte {
	address := peer.IP.To4()
	if len(packet) < 20 || address == nil ||
		binary.BigEndian.Uint16(packet) != bindingRequest || binary.BigEndian.Uint32(packet[4:]) != magicCookie {
		return nil
	}
	answer := make([]byte, 32)
	binary.BigEndian.PutUint16(answer, bindingSuccess)
	binary.BigEndian.PutUint16(answer[2:], 12)
	copy(answer[4:20], packet[4:20])
	binary.BigEndian.PutUint16(answer[20:], xorMappedAddress)
	binary.BigEndian.PutUint16(answer[22:], 8)
	answer[25] = 1
	binary.BigEndian.PutUint16(answer[26:], uint16(peer.Port)^(magicCookie>>16))
	binary.BigEndian.PutUint32(answer[28:], binary.BigEndian.Uint32(address)^magicCookie)
	return answer
}
