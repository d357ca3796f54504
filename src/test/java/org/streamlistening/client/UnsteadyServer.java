package org.streamlistening.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.streamlistening.StreamMessage;
import org.streamlistening.client.ScriptedServer.ReceivedRequest;

/**
 * One stream behind a {@link ScriptedServer} that keeps to the protocol under all faults that it permits: short pages
 * of changing length, responses cut anywhere, also in their head, dropped connections, event streams that end between
 * data and control event, content codings under all names and in several members, codings that the client does not
 * accept, and characters that are split between two events, or replaced.
 */
final class UnsteadyServer {

    private final Random random;
    private final String contentType;
    private final int maxPage;
    private final double trouble;
    private final boolean halves;
    private final Deque<byte[]> toCome;
    private final List<byte[]> content = new ArrayList<>();
    private boolean closed;

    /**
     * @param written the content, which is appended in pieces while a reader reads; then the stream is closed
     * @param trouble the probability of a fault in a response
     */
    UnsteadyServer(long seed, List<byte[]> written, String contentType, int maxPage, double trouble) {
        this.random = new Random(seed);
        this.contentType = contentType;
        this.maxPage = maxPage;
        this.trouble = trouble;
        this.halves = random.nextBoolean();
        this.toCome = new ArrayDeque<>(written);
        append();
    }

    private void append() {
        closed |= toCome.isEmpty();
        for (int count = random.nextInt(1 + 2 * maxPage); count >= 0 && !toCome.isEmpty(); count--) {
            content.add(toCome.remove());
        }
    }

    synchronized ScriptedResponse respond(ReceivedRequest request) {
        Map<String, String> query = Stream.of(request.target().split("[?&]"))
                .skip(1)
                .map(parameter -> parameter.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        int from = query.get("offset").equals("-1") ? 0 : Integer.parseInt(query.get("offset"), 16);
        String live = query.getOrDefault("live", "no");
        if (random.nextDouble() < trouble / 2) {
            return random.nextBoolean()
                    ? ScriptedResponse.dropped()
                    : ScriptedResponse.status(random.nextBoolean() ? 503 : 500);
        }
        if (!live.equals("no") && from == content.size()) {
            append();
        }
        ScriptedResponse response = live.equals("sse") ? events(from) : page(from, live.equals("long-poll"));
        if (random.nextDouble() >= trouble) {
            return live.equals("sse") ? response : coded(response, request);
        }
        if (random.nextInt(8) == 0) {
            return response.header("Content-Encoding", random.nextBoolean() ? "br" : "gzip, gzip");
        }
        return random.nextInt(3) == 0 ? response.cutInHeadAt(random.nextInt(160)) : response.cutSomewhere(random);
    }

    private ScriptedResponse page(int from, boolean poll) {
        int to = Math.min(content.size(), from + 1 + random.nextInt(maxPage));
        ScriptedResponse response = to == from && poll
                ? ScriptedResponse.noContent()
                : ScriptedResponse.bytes(contentType, joined(from, to));
        response.next(offset(to));
        if (to == content.size()) {
            response.upToDate();
        }
        return to == content.size() && closed ? response.closed() : response.cursor("c" + random.nextInt(9));
    }

    private ScriptedResponse coded(ScriptedResponse response, ReceivedRequest request) {
        if (!request.header("Accept-Encoding").equals("gzip")) {
            return response;
        }
        if (response.bodyBytes().length == 0) {
            return random.nextBoolean() ? response.header("Content-Encoding", "gzip") : response;
        }
        return switch (random.nextInt(4)) {
            case 0 -> response.gzipped();
            case 1 -> response.gzipped().header("Content-Encoding", "x-gzip");
            case 2 -> response.gzippedInTwo(random).chunked();
            default -> response;
        };
    }

    private ScriptedResponse events(int from) {
        List<String> events = new ArrayList<>();
        int at = from;
        while (at < content.size()) {
            int to = Math.min(content.size(), at + 1 + random.nextInt(maxPage));
            events.add(data(at, to));
            if (random.nextInt(3) > 0 || to == content.size()) {
                events.add(control(to));
            }
            at = to;
        }
        if (at == from) {
            events.add(control(at));
        } else if (random.nextInt(4) == 0 && !(closed && at == content.size())) {
            // The data arrive without their control event.
            events.remove(events.size() - 1);
        }
        boolean raw = halves && contentType.startsWith("text/");
        ScriptedResponse response = raw
                ? ScriptedResponse.rawEvents(events.toArray(String[]::new))
                : ScriptedResponse.events(events.toArray(String[]::new));
        return isText() ? response : response.header("Stream-SSE-Data-Encoding", "base64");
    }

    private String data(int from, int to) {
        byte[] bytes = joined(from, to);
        boolean raw = halves && contentType.startsWith("text/");
        String text = isText()
                ? new String(bytes, raw ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8)
                : Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(bytes);
        return "event: data\ndata: " + text.replace("\n", "\ndata: ");
    }

    private String control(int at) {
        boolean end = at == content.size();
        return "event: control\ndata: {\"streamNextOffset\":\"" + offset(at) + "\""
                + (end ? ",\"upToDate\":true" : "")
                + (end && closed ? ",\"streamClosed\":true}" : ",\"streamCursor\":\"c\"}");
    }

    private byte[] joined(int from, int to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean json = StreamMessage.isJson(contentType);
        all.writeBytes(json ? new byte[] {'['} : new byte[0]);
        for (int i = from; i < to; i++) {
            all.writeBytes(json && i > from ? ", ".getBytes(StandardCharsets.UTF_8) : new byte[0]);
            all.writeBytes(content.get(i));
        }
        all.writeBytes(json ? new byte[] {']'} : new byte[0]);
        return all.toByteArray();
    }

    private boolean isText() {
        return StreamMessage.isJson(contentType) || contentType.startsWith("text/");
    }

    private static String offset(int at) {
        return String.format("%08x", at);
    }
}
