package org.streamlistening.bench.subject;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Makes the upstream append. A plain socket: it costs the measured process next to nothing. */
final class UpstreamControl implements Control {

    private final Socket socket;

    UpstreamControl(URI upstream) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), upstream.getPort());
        socket.setTcpNoDelay(true);
    }

    @Override
    public void append(String stream) throws IOException {
        send("append?stream=" + stream);
    }

    @Override
    public void appendEach(String prefix, int count) throws IOException {
        send("append-each?prefix=" + prefix + "&count=" + count);
    }

    @Override
    public void pace(String stream, int count, int micros) throws IOException {
        send("pace?stream=" + stream + "&count=" + count + "&micros=" + micros);
    }

    /** The number of reads that wait at the upstream. */
    int waiting() throws IOException {
        return Integer.parseInt(send("waiting"));
    }

    private String send(String command) throws IOException {
        String request = "GET /control/" + command + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        String name = "Content-Length: ";
        int at = head.indexOf(name) + name.length();
        int length = Integer.parseInt(head.substring(at, head.indexOf("\r", at)));
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
