package org.streamlistening.bench.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbException;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import org.streamlistening.StreamListening;

/** The {@link Jsonb} of an application that decodes by Jackson; the listener calls only {@code fromJson} of a text. */
@ApplicationScoped
class JacksonJsonb {

    @Produces
    @ApplicationScoped
    @StreamListening
    Jsonb jsonb() {
        ObjectMapper mapper = new ObjectMapper();
        return (Jsonb) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Jsonb.class}, (self, method, arguments) -> {
                    if (method.getName().equals("fromJson") && arguments[0] instanceof String text) {
                        return fromJson(mapper, text, (Type) arguments[1]);
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private static Object fromJson(ObjectMapper mapper, String text, Type type) {
        try {
            return mapper.readValue(text, mapper.constructType(type));
        } catch (JsonProcessingException malformed) {
            throw new JsonbException("not decodable", malformed);
        }
    }
}
