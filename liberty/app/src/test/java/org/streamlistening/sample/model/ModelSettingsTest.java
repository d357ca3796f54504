package org.streamlistening.sample.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
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

    @Test
    void acceptsTheKeyOfAFileThatEndsWithALine() {
        Config config = (Config) Proxy.newProxyInstance(
                Config.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (self, method, arguments) -> Optional.of("http://localhost:11434/v1")
                        .filter(url -> arguments[0].equals("sample.model.url")));
        assertThat(ModelSettings.from(config, Map.of("SAMPLE_MODEL_KEY", "sk-secret\n")))
                .hasValueSatisfying(settings -> assertThat(settings.key()).hasValue("sk-secret"));
    }

    @Test
    void rejectsAKeyThatIsNoHeaderAndDoesNotRepeatIt() {
        for (String key : new String[] {"sk-\nsecret", "sk-secret\u2026", "Bearer sk-secret"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ModelSettings(
                            URI.create("http://localhost/v1"), "small", Optional.of(key), Duration.ofSeconds(1)))
                    .withMessageContaining("SAMPLE_MODEL_KEY")
                    .withMessageNotContaining("secret");
        }
    }
}
