using System.Text.Json;
using System.Text.RegularExpressions;
using Aops.Specification;

namespace Aops.Releases.Runbooks;

/// <summary>
/// Values of a playbook's parameters as Ansible reads them: a JSON object in which every text is marked as unsafe, so that
/// no <c>{{ }}</c> in it is ever evaluated.
/// </summary>
internal static partial class TypedValue
{
    // A shorter one cannot be masked in output without hiding much of it.
    // Of an escape that stands for no whole character, in a text or in a key.
    private const string LoneSurrogate = "holds a lone surrogate, which is no character";

    private const int SecretCharsMin = 4;
    private const int DepthMax = 16;
    private const string Unsafe = "__ansible_unsafe";
    // Keys by which Ansible recognizes texts that are more than texts.
    private const string OwnKeys = "__ansible_";

    private static readonly JsonDocumentOptions Strict =
        new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Why a value is not of its parameter's type, as a clause; null if it is. The value is not shown.</summary>
    public static string? FaultOf(RunbookParameter parameter, string value) => parameter.Type switch
    {
        ParameterType.Integer => Integer().IsMatch(value) ? null : "is no whole number of at most 18 digits",
        ParameterType.Boolean => value is "true" or "false" ? null : "is neither true nor false",
        ParameterType.List => FaultOf(value, JsonValueKind.Array, "a JSON array"),
        ParameterType.Map => FaultOf(value, JsonValueKind.Object, "a JSON object"),
        ParameterType.String when parameter.IsSecret && value.Length is > 0 and < SecretCharsMin =>
            $"is a secret of fewer than {SecretCharsMin} characters, which no output could mask",
        _ => null,
    };

    /// <summary>The object that Ansible reads.</summary>
    /// <param name="values">Values that have no fault, by parameter.</param>
    public static byte[] ToJson(IEnumerable<(RunbookParameter Parameter, string Value)> values)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (parameter, value) in values)
            {
                writer.WritePropertyName(parameter.Name);
                Write(writer, parameter.Type ?? ParameterType.String, value);
            }
            writer.WriteEndObject();
        }
        return json.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, ParameterType type, string value)
    {
        if (type == ParameterType.String)
        {
            WriteText(writer, value);
            return;
        }
        using var document = JsonDocument.Parse(value, Strict);
        Write(writer, document.RootElement);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                WriteText(writer, element.GetString()!);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray()) Write(writer, item);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }
                writer.WriteEndObject();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(Unsafe, text);
        writer.WriteEndObject();
    }

    private static string? FaultOf(string value, JsonValueKind kind, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(value, Strict);
            return document.RootElement.ValueKind == kind ? FaultOf(document.RootElement) : $"is not {name}";
        }
        catch (JsonException)
        {
            return $"is not {name} of at most {DepthMax} levels, with no key twice";
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogate;
        }
    }

    private static string? FaultOf(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => VariableRule.TextFault(element.GetString()!),
                JsonValueKind.Array => element.EnumerateArray().Select(FaultOf).FirstOrDefault(IsThere),
                JsonValueKind.Object => element.EnumerateObject().Select(FaultOf).FirstOrDefault(IsThere),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return LoneSurrogate;
        }
    }

    private static bool IsThere(string? fault) => fault is not null;

    private static string? FaultOf(JsonProperty member) =>
        member.Name.StartsWith(OwnKeys, StringComparison.Ordinal)
            ? $"has a key that begins with {OwnKeys}, which Ansible does not take for a key"
            : VariableRule.TextFault(member.Name) ?? FaultOf(member.Value);

    [GeneratedRegex(@"\A(0|-?[1-9][0-9]{0,17})\z")]
    private static partial Regex Integer();
}
