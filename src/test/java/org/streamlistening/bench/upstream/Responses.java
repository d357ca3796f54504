package org.streamlistening.bench.upstream;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of responses, each in one piece: neither side waits for a delayed acknowledgement. */
final class Responses {

    private static final byte[] NOTHING = new byte[0];

    private Responses() {}

    static byte[] page(UpstreamStream.Page page, boolean upToDate) {
        String headers = "Content-Type: application/json\r\n" + position(page.next(), upToDate);
        return whole("200 OK", headers, page.body());
    }

    static byte[] pollTimeout(int end) {
        return whole("204 No Content", position(end, true), NOTHING);
    }

    static byte[] eventsBegin() {
        return bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    static byte[] event(UpstreamStream.Page page) {
        String control = "event: control\ndata: {\"streamNextOffset\":\"" + offset(page.next())
                + "\",\"streamCursor\":\"1\",\"upToDate\":true}\n\n";
        String data = page.body().length == 2
                ? ""
                : "event: data\ndata: " + new String(page.body(), StandardCharsets.US_ASCII) + "\n\n";
        byte[] text = bytes(data + control);
        return join(bytes(Integer.toHexString(text.length) + "\r\n"), text, bytes("\r\n"));
    }

    static byte[] text(String body) {
        return whole("200 OK", "Content-Type: text/plain\r\n", bytes(body));
    }

    static String offset(int messages) {
        return String.format(Locale.ROOT, "%010d", messages);
    }

    private static String position(int next, boolean upToDate) {
        return "Stream-Next-Offset: " + offset(next) + "\r\nStream-Cursor: 1\r\n"
                + (upToDate ? "Stream-Up-To-Date: true\r\n" : "");
    }

    private static byte[] whole(String status, String headers, byte[] body) {
        String length = status.startsWith("204") ? "" : "Content-Length: " + body.length + "\r\n";
        return join(bytes("HTTP/1.1 " + status + "\r\n" + headers + length + "\r\n"), body);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
