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

/**
 * Writes tokens to streams: the part of the protocol client that the sample needs. Every method waits for the server.
 */
@ApplicationScoped
public class TokenStreams {

    @Inject
    DurableStreamsClient client;

    void create(String streamId) {
        client.create(streamId, CreateOptions.json());
    }

    /** Appends a token exactly once, also after retries: the server accepts each number once. */
    void append(String streamId, Token token) {
        JsonObject message = Json.createObjectBuilder()
                .add("number", token.number())
                .add("text", token.text())
                .build();
        try {
            client.append(streamId, StreamContent.json(message), String.format(Locale.ROOT, "%09d", token.number()));
        } catch (StreamConflictException alreadyThere) {
            // The server accepted it before, and only its response was lost.
        }
    }

    void close(String streamId) {
        client.close(streamId);
    }

    void delete(String streamId) {
        try {
            client.delete(streamId);
        } catch (StreamNotFoundException gone) {
            // Another client has deleted it.
        }
    }
}
