package org.streamlistening.client;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.streamlistening.StreamMessage;

/** A response of 100 MB, and a program that reads it and checks every byte. */
final class LongCatchUp {

    static final long LENGTH = 100_000_000;

    private static final int JSON_LENGTH = 100;
    private static final String TAIL = ",\"exact\":1.00,\"text\":\"" + "é".repeat(27) + "...\"}";
    private static final byte[] BLOCK = new byte[50_000];

    static {
        new Random(7).nextBytes(BLOCK);
    }

    private LongCatchUp() {}

    static ScriptedResponse json() {
        // One comma less than messages, and two brackets.
        return ScriptedResponse.generated("application/json", LENGTH + 1, out -> {
            for (int i = 0; i < LENGTH / JSON_LENGTH; i++) {
                out.write(i == 0 ? '[' : ',');
                out.write(message(i).getBytes(StandardCharsets.UTF_8));
            }
            out.write(']');
        });
    }

    static ScriptedResponse bytes() {
        return ScriptedResponse.generated("application/octet-stream", LENGTH, LongCatchUp::writeBytes);
    }

    private static void writeBytes(OutputStream out) throws IOException {
        for (long sent = 0; sent < LENGTH; sent += BLOCK.length) {
            out.write(BLOCK);
        }
    }

    /** With its comma or bracket, exactly as long as every other one. */
    private static String message(int number) {
        String digits = Integer.toString(number);
        return "{\"number\":" + " ".repeat(8 - digits.length()) + digits + TAIL;
    }

    /** Arguments: where the stream is, the transport, and what it holds. */
    public static void main(String[] arguments) {
        boolean isJson = arguments[2].equals("json");
        long begin = System.nanoTime();
        long read = 0;
        int batches = 0;
        try (DurableStreamsClient client = DurableStreamsClient.builder(URI.create(arguments[0]))
                        .transport(ClientTransport.valueOf(arguments[1]))
                        .build();
                StreamReader reader = client.open("long", ReadOptions.catchUp())) {
            StreamBatch batch;
            do {
                batch = reader.next();
                batches++;
                for (StreamMessage message : batch.messages()) {
                    read += isJson ? checked(message, (int) read) : checked(message, read);
                }
            } while (!batch.upToDate());
        }
        System.out.printf(
                Locale.ROOT,
                "read %d in %d batches, %d ms, at most %d MB of heap%n",
                read,
                batches,
                (System.nanoTime() - begin) / 1_000_000,
                mostHeap() >> 20);
    }

    private static long checked(StreamMessage message, int number) {
        if (!message.text().equals(message(number))) {
            throw new IllegalStateException("message " + number + " is " + message.text());
        }
        return 1;
    }

    private static long checked(StreamMessage message, long position) {
        ByteBuffer content = message.asByteBuffer();
        while (content.hasRemaining()) {
            int from = (int) (position % BLOCK.length);
            int count = Math.min(content.remaining(), BLOCK.length - from);
            if (!content.slice().limit(count).equals(ByteBuffer.wrap(BLOCK, from, count))) {
                throw new IllegalStateException("the bytes from " + position + " on are others");
            }
            content.position(content.position() + count);
            position += count;
        }
        return message.length();
    }

    private static long mostHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
