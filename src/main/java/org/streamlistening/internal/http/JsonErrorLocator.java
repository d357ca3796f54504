package org.streamlistening.internal.http;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Optional;
import org.streamlistening.client.StreamContent;

/** Says where content that a server refused is no JSON, without a word of the content itself. */
final class JsonErrorLocator {

    private JsonErrorLocator() {}

    /** Empty if the content is JSON, or does not claim to be. */
    static Optional<String> in(StreamContent content) {
        String type = content.contentType().toLowerCase(Locale.ROOT);
        if (!type.equals(StreamContent.JSON) && !type.startsWith(StreamContent.JSON + ";")) {
            return Optional.empty();
        }
        try (JsonParser parser = JsonProvider.provider().createParser(new ByteArrayInputStream(content.toBytes()))) {
            while (parser.hasNext()) {
                parser.next();
            }
            return Optional.empty();
        } catch (JsonParsingException e) {
            long line = e.getLocation().getLineNumber();
            long column = e.getLocation().getColumnNumber();
            return Optional.of(line > 0 ? "at line " + line + ", column " + column : "or not UTF-8");
        } catch (JsonException | IllegalStateException e) {
            return Optional.of("or not UTF-8");
        }
    }
}
