using System.Text;
using System.Text.Json;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{ "b" : 1, "a" : [ 2 , -3 ] }""", """{"a":[2,-3],"b":1}""")]
    [InlineData("""{"":true,"A":false,"a":null,"aa":{}}""", """{"":true,"A":false,"a":null,"aa":{}}""")]
    [InlineData("\"\\u0041\\/\\u00e4\"", "\"A/ä\"")]
    [InlineData("\"a\\\"b\\\\c\"", "\"a\\\"b\\\\c\"")]
    [InlineData("\"line\\nbreak\\u0001\"", "\"line\nbreak\u0001\"")]
    [InlineData("""{"\uFFFD":1,"\uD83D\uDE00":2}""", "{\"\uFFFD\":1,\"\U0001F600\":2}")]
    [InlineData("[]", "[]")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    public void Encodes(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Encode(JsonDocument.Parse(json).RootElement)));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    public void Refuses(string json) =>
        Assert.ThrowsAny<JsonException>(() => CanonicalJson.Encode(JsonDocument.Parse(json).RootElement));
}
