package org.streamlistening.client;

import java.net.URI;
import java.time.Duration;

/** A program that always writes the same messages, and is killed meanwhile. */
final class RestartedProducer {

    static final int MESSAGES = 60;

    private static final String FILLING = "x".repeat(20_000);

    private RestartedProducer() {}

    /** Arguments: where the stream is, the transport, how many messages make up a batch. */
    public static void main(String[] arguments) {
        ProducerOptions options = ProducerOptions.of("restarted")
                .maxBatchItems(Integer.parseInt(arguments[2]))
                // Only full batches, and the rest at the end: the same batches after each restart.
                .linger(Duration.ofMinutes(1))
                .maxInFlight(3);
        try (DurableStreamsClient client = DurableStreamsClient.builder(URI.create(arguments[0]))
                        .transport(ClientTransport.valueOf(arguments[1]))
                        .build();
                StreamProducer producer = client.producer("written", options)) {
            for (int i = 0; i < MESSAGES; i++) {
                producer.append(StreamContent.json(message(i)));
            }
        }
        System.out.println("done");
    }

    static String message(int number) {
        return "{\"number\":" + number + ",\"filling\":\"" + FILLING + "\"}";
    }
}
