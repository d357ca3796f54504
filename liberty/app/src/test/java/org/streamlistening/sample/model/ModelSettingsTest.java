package org.streamlistening.sample.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {

    private static ModelSettings of(String url) {
        return new ModelSettings(URI.create(url), "small", Optional.of("sk-secret"), Duration.ofSeconds(1));
    }

    @Test
    void hidesTheKey() {
        assertThat(of("http://localhost:11434/v1"))
                .asString()
                .isEqualTo("ModelSettings[small at http://localhost:11434/v1]");
    }

    @Test
    void rejectsAUrlWithASecretAndDoesNotRepeatIt() {
        for (String url : new String[] {"https://me:secret@example.org/v1", "https://example.org/v1?key=secret"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(url))
                    .withMessageContaining("SAMPLE_MODEL_KEY")
                    .withMessageNotContaining("secret");
        }
    }

    @Test
    void rejectsWhatIsNotAnHttpUrl() {
        for (String url : new String[] {"localhost:11434", "/v1", "ftp://example.org"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(url))
                    .withMessage("sample.model.url must be an absolute http or https URL");
        }
    }
}
