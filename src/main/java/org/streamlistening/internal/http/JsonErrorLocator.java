package org.streamlistening.internal.http;

import jakarta.json.JsonException;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.ByteArrayInputStream;
import java.util.Locale;
import java.util.Optional;
import org.streamlistening.client.StreamContent;

/** Locates the syntax error in JSON that a server has rejected. The result contains no part of the content. */
final class JsonErrorLocator {

    private JsonErrorLocator() {}

    /** The location of the error; empty if the content is valid JSON, or is not declared as JSON. */
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
