using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Aops.Contracts.Json;

namespace Aops.Server.Tests.Api;

/// <summary>Describes schemas and their members by the documentation of the records that they are made of.</summary>
internal static partial class SchemaComments
{
    private static readonly Dictionary<string, XElement> Members = new[] { typeof(ServerJson), typeof(ContractsJson) }
        .Select(type => Path.ChangeExtension(type.Assembly.Location, ".xml"))
        .SelectMany(file => XDocument.Load(file).Descendants("member"))
        .DistinctBy(member => (string)member.Attribute("name")!).ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>Describes schemas.</summary>
    /// <param name="schemas">The schemas, by id.</param>
    /// <param name="types">The types that they are made of.</param>
    public static void Write(JsonObject schemas, IReadOnlyDictionary<string, JsonTypeInfo> types)
    {
        foreach (var (id, schema) in schemas.ToList())
        {
            if (!types.TryGetValue(id, out var type)) continue;
            if (TextOf($"T:{NameOf(type.Type)}", "summary") is { } summary) Describe(schema!, summary);
            foreach (var property in type.Properties)
            {
                if (schema!["properties"]?[property.Name] is JsonObject shown
                    && property.AttributeProvider is MemberInfo member
                    && (TextOf($"P:{NameOf(member.DeclaringType!)}.{member.Name}", "summary") ?? ParameterOf(member)) is { } text)
                {
                    Describe(shown, text);
                }
            }
        }
    }

    private static void Describe(JsonNode schema, string text) => schema["description"] = text;

    // A record of one line tells of its members as of parameters.
    private static string? ParameterOf(MemberInfo member) =>
        Members.GetValueOrDefault($"T:{NameOf(member.DeclaringType!)}")?.Elements("param")
            .Where(element => (string?)element.Attribute("name") == member.Name).Select(Read).FirstOrDefault();

    private static string? TextOf(string member, string element) =>
        Members.GetValueOrDefault(member)?.Element(element) is { } found ? Read(found) : null;

    private static string Read(XElement element)
    {
        var text = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement see when see.Attribute("cref") is { } name => $"`{char.ToLowerInvariant(Last(name.Value)[0])}{Last(name.Value)[1..]}`",
            XElement other => other.Value,
            _ => node.ToString(),
        }));
        return Blanks().Replace(text, " ").Trim();
    }

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
