package org.streamlistening.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The response to a request that is sent byte by byte as it is. */
record Raw(int status, String head, String body) {

    private static final int PATIENCE_MILLIS = 20_000;

    /** @param request in ISO 8859-1, so that every byte can be written */
    static Raw send(URI server, String request) {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return parse(read(socket.getInputStream()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private static Raw parse(String response) {
        int end = response.indexOf("\r\n\r\n");
        if (end < 0) {
            // The server closed the connection without a response.
            return new Raw(0, response, "");
        }
        String head = response.substring(0, end);
        return new Raw(Integer.parseInt(head.substring(9, 12)), head, response.substring(end + 4));
    }
}
