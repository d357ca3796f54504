package org.streamlistening.bench.subject;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.streamlistening.bench.Token;

/** Decodes a page, a JSON array, as an application would do it by hand; each message in turn goes to the consumer. */
interface TokenDecoder {

    void decode(byte[] page, Consumer<Token> consumer) throws IOException;

    default List<Token> decode(byte[] page) throws IOException {
        List<Token> tokens = new ArrayList<>();
        decode(page, tokens::add);
        return tokens;
    }

    static TokenDecoder of(String name) {
        return switch (name) {
            case "jackson" -> jackson();
            case "jsonb" -> jsonb();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** All at once by Jackson, the fastest that is common. */
    static TokenDecoder jackson() {
        ObjectReader reader = new ObjectMapper().readerFor(Token.class);
        return (page, consumer) -> {
            try (MappingIterator<Token> tokens = reader.readValues(page)) {
                while (tokens.hasNextValue()) {
                    consumer.accept(tokens.nextValue());
                }
            }
        };
    }

    /** Message by message by the JSON-B implementation that the listener uses too. */
    static TokenDecoder jsonb() {
        Jsonb jsonb = JsonbBuilder.create();
        return (page, consumer) -> {
            int depth = 0;
            int begin = 0;
            boolean quoted = false;
            for (int i = 0; i < page.length; i++) {
                byte next = page[i];
                if (quoted) {
                    // The texts of the benchmark have no escapes.
                    quoted = next != '"';
                } else if (next == '"') {
                    quoted = true;
                } else if (next == '{' && depth++ == 0) {
                    begin = i;
                } else if (next == '}' && --depth == 0) {
                    String message = new String(page, begin, i + 1 - begin, StandardCharsets.UTF_8);
                    consumer.accept(jsonb.fromJson(message, Token.class));
                }
            }
        };
    }
}
