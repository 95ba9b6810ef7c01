package main

import (
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
)

// greetWebSocket accepts a WebSocket, greets as Engine.IO does, and listens until the other side goes.
func greetWebSocket(w http.ResponseWriter, request *http.Request) {
	key := request.Header.Get("Sec-WebSocket-Key")
	hijacker, ok := w.(http.Hijacker)
	if key == "" || !ok {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	connection, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	fmt.Fprintf(connection, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
	greeting := `0{"sid":"stand-in","upgrades":[],"pingInterval":25000,"pingTimeout":60000}`
	connection.Write(append([]byte{0x81, byte(len(greeting))}, greeting...))
	io.Copy(io.Discard, buffered)
}
