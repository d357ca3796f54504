package org.streamlistening.internal.serve.read;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.streamlistening.internal.serve.exchange.ProtocolError;
import org.streamlistening.internal.serve.exchange.StreamPath;

/** The query parameters of the protocol. Others are ignored; a repeated one is rejected. */
record QueryParameters(Optional<String> offset, Optional<String> live, Optional<String> cursor) {

    private static final Set<String> NAMES = Set.of("offset", "live", "cursor");

    static QueryParameters parse(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        if (raw != null) {
            for (String parameter : raw.split("&", -1)) {
                String[] parts = parameter.split("=", 2);
                if (NAMES.contains(parts[0])
                        && values.put(parts[0], parts.length == 1 ? "" : value(parts[1])) != null) {
                    throw ProtocolError.badRequest("the parameter " + parts[0] + " is there twice");
                }
            }
        }
        return new QueryParameters(get(values, "offset"), get(values, "live"), get(values, "cursor"));
    }

    private static String value(String raw) {
        return StreamPath.decoded(raw.replace('+', ' '));
    }

    private static Optional<String> get(Map<String, String> values, String name) {
        return Optional.ofNullable(values.get(name));
    }
}
