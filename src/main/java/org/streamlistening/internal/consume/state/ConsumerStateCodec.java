package org.streamlistening.internal.consume.state;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

/** Encodes a {@link ConsumerState} as a JSON object. A property that this version does not know is ignored. */
public final class ConsumerStateCodec {

    private static final String CLAIMS = "claims";
    private static final String HEARTBEATS = "heartbeats";
    private static final String OWNER = "owner";
    private static final String COMMAND = "command";
    private static final String MOVES = "moves";
    private static final String RESTARTS = "restarts";
    private static final String PAUSED = "paused";
    private static final String STREAM = "stream";
    private static final String OFFSET = "offset";
    private static final String SKIP = "skip";

    // A provider is found by a search of the class path, which takes longer than all the rest.
    private final JsonProvider json = JsonProvider.provider();

    public String encode(ConsumerState state) {
        JsonObjectBuilder object = json.createObjectBuilder()
                .add(CLAIMS, state.claims())
                .add(HEARTBEATS, state.heartbeats())
                .add(OWNER, state.owner())
                .add(COMMAND, state.lastCommand())
                .add(MOVES, state.moves())
                .add(RESTARTS, state.restarts())
                .add(PAUSED, state.paused());
        if (state.streamId() != null) {
            object.add(STREAM, state.streamId());
        }
        return object.add(OFFSET, state.position().offset().value())
                .add(SKIP, state.position().skip())
                .build()
                .toString();
    }

    /** @throws RuntimeException of any kind if the text is no state of a consumer */
    public ConsumerState decode(String text) {
        try (var reader = json.createReader(new StringReader(text))) {
            JsonObject object = reader.readObject();
            return new ConsumerState(
                    object.getJsonNumber(CLAIMS).longValueExact(),
                    object.getJsonNumber(HEARTBEATS).longValueExact(),
                    object.getString(OWNER),
                    object.getString(COMMAND),
                    object.getJsonNumber(MOVES).longValueExact(),
                    object.getJsonNumber(RESTARTS).longValueExact(),
                    object.getBoolean(PAUSED),
                    object.getString(STREAM, null),
                    new StreamPosition(
                            Offset.of(object.getString(OFFSET)),
                            object.getJsonNumber(SKIP).longValueExact()));
        }
    }
}
