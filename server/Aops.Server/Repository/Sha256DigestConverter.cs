using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.Server.Repository;

/// <summary>A digest in JSON: a string of its digits.</summary>
internal sealed class Sha256DigestConverter : JsonConverter<Sha256Digest>
{
    public override Sha256Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Sha256Digest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("it is no SHA-256 in lower-case hexadecimal");

    public override void Write(Utf8JsonWriter writer, Sha256Digest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
