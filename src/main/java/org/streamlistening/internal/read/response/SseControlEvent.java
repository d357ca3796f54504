package org.streamlistening.internal.read.response;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import org.streamlistening.Offset;
import org.streamlistening.internal.http.body.UndecodableException;
import org.streamlistening.internal.read.response.ResponsePartReader.Mark;

/** Reads control events (Protocol, section 5.8). */
final class SseControlEvent {

    private SseControlEvent() {}

    /** The offset and the flags of a control event. */
    static Mark mark(String data, JsonProvider json) throws UndecodableException {
        try (JsonReader reader = json.createReader(new StringReader(data))) {
            JsonObject control = reader.readObject();
            Offset next = Offset.of(control.getString("streamNextOffset"));
            if (next.equals(Offset.NOW)) {
                throw new IllegalArgumentException("the server names no position to go on at");
            }
            boolean closed = control.getBoolean("streamClosed", false);
            return new Mark(
                    next,
                    closed || control.getBoolean("upToDate", false),
                    closed,
                    control.getString("streamCursor", null));
        } catch (JsonException
                | NullPointerException
                | ClassCastException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw new UndecodableException("a control event is not what the protocol says", e);
        }
    }
}
