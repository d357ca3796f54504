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
 * One stream behind a {@link ScriptedServer} that keeps to the protocol and is as unkind as that allows: short pages of
 * changing length, answers cut anywhere, in their head too, connections dropped, event streams that end between data and
 * control event, content codings by all names and in several members, also those that the client does not accept, and characters of
 * text that events hold by halves, or replaced.
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
     * @param written what is appended bit by bit, while a reader reads; then the stream is closed
     * @param trouble how likely it is that an answer goes wrong
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

    synchronized Reply answer(ReceivedRequest request) {
        Map<String, String> query = Stream.of(request.target().split("[?&]"))
                .skip(1)
                .map(parameter -> parameter.split("="))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        int from = query.get("offset").equals("-1") ? 0 : Integer.parseInt(query.get("offset"), 16);
        String live = query.getOrDefault("live", "no");
        if (random.nextDouble() < trouble / 2) {
            return random.nextBoolean() ? Reply.dropped() : Reply.status(random.nextBoolean() ? 503 : 500);
        }
        if (!live.equals("no") && from == content.size()) {
            append();
        }
        Reply reply = live.equals("sse") ? events(from) : page(from, live.equals("long-poll"));
        if (random.nextDouble() >= trouble) {
            return live.equals("sse") ? reply : coded(reply, request);
        }
        if (random.nextInt(8) == 0) {
            return reply.header("Content-Encoding", random.nextBoolean() ? "br" : "gzip, gzip");
        }
        return random.nextInt(3) == 0 ? reply.cutInHeadAt(random.nextInt(160)) : reply.cutSomewhere(random);
    }

    private Reply page(int from, boolean poll) {
        int to = Math.min(content.size(), from + 1 + random.nextInt(maxPage));
        Reply reply = to == from && poll ? Reply.noContent() : Reply.bytes(contentType, joined(from, to));
        reply.next(offset(to));
        if (to == content.size()) {
            reply.upToDate();
        }
        return to == content.size() && closed ? reply.closed() : reply.cursor("c" + random.nextInt(9));
    }

    private Reply coded(Reply reply, ReceivedRequest request) {
        if (!request.header("Accept-Encoding").equals("gzip")) {
            return reply;
        }
        if (reply.bodyBytes().length == 0) {
            return random.nextBoolean() ? reply.header("Content-Encoding", "gzip") : reply;
        }
        return switch (random.nextInt(4)) {
            case 0 -> reply.gzipped();
            case 1 -> reply.gzipped().header("Content-Encoding", "x-gzip");
            case 2 -> reply.gzippedInTwo(random).chunked();
            default -> reply;
        };
    }

    private Reply events(int from) {
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
            // The data arrive, and their control event does not.
            events.remove(events.size() - 1);
        }
        boolean raw = halves && contentType.startsWith("text/");
        Reply reply =
                raw ? Reply.rawEvents(events.toArray(String[]::new)) : Reply.events(events.toArray(String[]::new));
        return isText() ? reply : reply.header("Stream-SSE-Data-Encoding", "base64");
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
