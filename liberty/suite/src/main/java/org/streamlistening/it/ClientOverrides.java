package org.streamlistening.it;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import java.util.function.UnaryOperator;
import org.streamlistening.StreamListening;
import org.streamlistening.client.DurableStreamsClientBuilder;

/** The overrides of one WAR: its requests have the header of a guest, and its tokens count from one million. */
@ApplicationScoped
public class ClientOverrides {

    static final int FIRST = 1_000_000;

    @Produces
    @StreamListening
    UnaryOperator<DurableStreamsClientBuilder> guestHeader() {
        return client -> client.header(GuestAccess.GUEST, "yes");
    }

    @Produces
    @StreamListening
    Jsonb jsonb() {
        return JsonbBuilder.create(new JsonbConfig().withDeserializers(new FromAMillionOn()));
    }

    private static final class FromAMillionOn implements JsonbDeserializer<Token> {
        @Override
        public Token deserialize(JsonParser parser, DeserializationContext context, Type type) {
            return new Token(parser.getObject().getInt("index") % FIRST);
        }
    }
}
