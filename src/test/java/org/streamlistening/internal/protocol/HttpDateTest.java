package org.streamlistening.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");

    @ParameterizedTest
    @CsvSource({
        "'Tue, 06 May 2031 07:08:39 GMT', 2031-05-06T07:08:39Z",
        "'Tue, 6 May 2031 07:08:39 GMT', 2031-05-06T07:08:39Z",
        "'tue, 06 may 2031 07:08:39 gmt', 2031-05-06T07:08:39Z",
        "'Tuesday, 06-May-31 07:08:39 GMT', 2031-05-06T07:08:39Z",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 1994-11-06T08:49:37Z",
        "'Sunday, 06-Nov-80 08:49:37 GMT', 2080-11-06T08:49:37Z",
        "'Sun Nov  6 08:49:37 1994', 1994-11-06T08:49:37Z",
        "'Tue May 16 07:08:39 2031', 2031-05-16T07:08:39Z",
    })
    void readsAllThreeForms(String text, Instant date) {
        assertThat(HttpDate.parse(text, NOW)).contains(date);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "Tue, 32 May 2031 07:08:39 GMT", "Tue, 06 May 2031", "GMT", "Tue", "1e9", "١٢"})
    void rejectsOtherText(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEmpty();
    }
}
