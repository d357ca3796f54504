package org.streamlistening.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Locale;
import org.streamlistening.client.CreateOptions;
import org.streamlistening.client.DurableStreamsClient;
import org.streamlistening.client.StreamConflictException;
import org.streamlistening.client.StreamContent;
import org.streamlistening.client.StreamNotFoundException;

/** Writes tokens to streams: all that the sample needs of the protocol client. Every method waits for the server. */
@ApplicationScoped
public class TokenStreams {

    @Inject
    DurableStreamsClient client;

    void create(String streamId) {
        client.create(streamId, CreateOptions.json());
    }

    /** Appends a token exactly once, however often it is tried: the server takes each number once only. */
    void append(String streamId, Token token) {
        JsonObject message = Json.createObjectBuilder()
                .add("number", token.number())
                .add("text", token.text())
                .build();
        try {
            client.append(streamId, StreamContent.json(message), String.format(Locale.ROOT, "%09d", token.number()));
        } catch (StreamConflictException alreadyThere) {
            // The server took it before, and only its answer was lost.
        }
    }

    void close(String streamId) {
        client.close(streamId);
    }

    void delete(String streamId) {
        try {
            client.delete(streamId);
        } catch (StreamNotFoundException gone) {
            // Somebody else did it: just as well.
        }
    }
}
