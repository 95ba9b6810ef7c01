// A participant of a LiveKit room, as far as it takes to publish one track and to count what comes of others.
package main

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
	"github.com/livekit/protocol/livekit"
	"github.com/livekit/protocol/signalling"
	"github.com/pion/webrtc/v4"
	"google.golang.org/protobuf/proto"
)

type participant struct {
	connection *websocket.Conn
	writing    sync.Mutex
	// By whose offers they are made: publisher by ours, subscriber by LiveKit's.
	publisher, subscriber *webrtc.PeerConnection
	offers                atomic.Uint32
	// Bytes of RTP.
	received atomic.Uint64
}

// Enters the room that the token is for, with media at one address of this machine alone.
func enter(url, token, source string) (*participant, error) {
	// Old enough for LiveKit to offer what a participant receives by a connection of its own.
	connection, _, err := websocket.DefaultDialer.Dial(
		url+"/rtc?protocol=9&auto_subscribe=1&sdk=go",
		http.Header{"Authorization": {"Bearer " + token}},
	)
	if err != nil {
		return nil, err
	}
	p := &participant{connection: connection}
	if p.publisher, err = p.peer(source, livekit.SignalTarget_PUBLISHER); err != nil {
		return nil, err
	}
	if p.subscriber, err = p.peer(source, livekit.SignalTarget_SUBSCRIBER); err != nil {
		return nil, err
	}
	p.subscriber.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		packet := make([]byte, 1500)
		for {
			length, _, err := track.Read(packet)
			if err != nil {
				return
			}
			p.received.Add(uint64(length))
		}
	})
	go p.listen()
	return p, nil
}

func (p *participant) peer(source string, target livekit.SignalTarget) (*webrtc.PeerConnection, error) {
	var settings webrtc.SettingEngine
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	settings.SetIPFilter(func(address net.IP) bool { return address.String() == source })
	var engine webrtc.MediaEngine
	if err := engine.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(&engine))
	peer, err := api.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return nil, err
	}
	peer.OnICECandidate(func(candidate *webrtc.ICECandidate) {
		if candidate == nil {
			return
		}
		_ = p.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Trickle{
			Trickle: signalling.ToProtoTrickle(candidate.ToJSON(), target, false),
		}})
	})
	return peer, nil
}

func (p *participant) publish(track webrtc.TrackLocal) error {
	if _, err := p.publisher.AddTrack(track); err != nil {
		return err
	}
	if err := p.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_AddTrack{
		AddTrack: &livekit.AddTrackRequest{Cid: track.ID(), Name: track.ID(), Type: livekit.TrackType_AUDIO},
	}}); err != nil {
		return err
	}
	offer, err := p.publisher.CreateOffer(nil)
	if err != nil {
		return err
	}
	if err := p.publisher.SetLocalDescription(offer); err != nil {
		return err
	}
	return p.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Offer{
		Offer: signalling.ToProtoSessionDescription(offer, p.offers.Add(1), nil),
	}})
}

func (p *participant) send(request *livekit.SignalRequest) error {
	bytes, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	return p.connection.WriteMessage(websocket.BinaryMessage, bytes)
}

// Until the connection ends, or LiveKit says something that cannot be: then media stays away, which is noticed.
func (p *participant) listen() {
	waiting := map[*webrtc.PeerConnection][]webrtc.ICECandidateInit{}
	described := func(peer *webrtc.PeerConnection) error {
		for _, candidate := range waiting[peer] {
			if err := peer.AddICECandidate(candidate); err != nil {
				return err
			}
		}
		delete(waiting, peer)
		return nil
	}
	for {
		_, bytes, err := p.connection.ReadMessage()
		if err != nil {
			return
		}
		var response livekit.SignalResponse
		if proto.Unmarshal(bytes, &response) != nil {
			return
		}
		switch message := response.Message.(type) {
		case *livekit.SignalResponse_Answer:
			answer, _, _ := signalling.FromProtoSessionDescription(message.Answer)
			if err = p.publisher.SetRemoteDescription(answer); err == nil {
				err = described(p.publisher)
			}
		case *livekit.SignalResponse_Offer:
			if err = p.answer(message.Offer); err == nil {
				err = described(p.subscriber)
			}
		case *livekit.SignalResponse_Trickle:
			var candidate webrtc.ICECandidateInit
			if candidate, err = signalling.FromProtoTrickle(message.Trickle); err != nil {
				return
			}
			peer := p.subscriber
			if message.Trickle.Target == livekit.SignalTarget_PUBLISHER {
				peer = p.publisher
			}
			if peer.RemoteDescription() == nil {
				waiting[peer] = append(waiting[peer], candidate)
			} else {
				err = peer.AddICECandidate(candidate)
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *participant) answer(offer *livekit.SessionDescription) error {
	description, id, _ := signalling.FromProtoSessionDescription(offer)
	if err := p.subscriber.SetRemoteDescription(description); err != nil {
		return err
	}
	answer, err := p.subscriber.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := p.subscriber.SetLocalDescription(answer); err != nil {
		return err
	}
	return p.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Answer{
		Answer: signalling.ToProtoSessionDescription(answer, id, nil),
	}})
}

func (p *participant) leave() {
	_ = p.send(&livekit.SignalRequest{Message: &livekit.SignalRequest_Leave{Leave: &livekit.LeaveRequest{}}})
	_ = p.publisher.Close()
	_ = p.subscriber.Close()
	_ = p.connection.Close()
}
