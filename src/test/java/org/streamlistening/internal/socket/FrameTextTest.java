package org.streamlistening.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.streamlistening.Offset;
import org.streamlistening.StreamPosition;

class FrameTextTest {

    @Property(tries = 500)
    void isJsonForAnyOffsetAndText(@ForAll String sentence) {
        StreamPosition position = new StreamPosition(Offset.of("\"\\}:[]{'"), 7);
        String text = new FrameText("failed")
                .position(position)
                .string("message", sentence)
                .raw("status", "404")
                .toString();
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            JsonObject frame = reader.readObject();
            assertThat(frame.getString("type")).isEqualTo("failed");
            assertThat(frame.getString("offset")).isEqualTo(position.offset().value());
            assertThat(frame.getInt("skip")).isEqualTo(7);
            assertThat(frame.getString("message")).isEqualTo(sentence);
        }
    }
}
