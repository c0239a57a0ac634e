using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Server.Repository;
using Aops.Server.Tests.Answers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aops.Server.Tests.Api;

/// <summary>Schemas of types that have converters of our own.</summary>
internal static class SchemaWords
{
    public static Task Write(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var word = Nullable.GetUnderlyingType(type) ?? type;
        if (word.IsEnum)
        {
            schema.Type = word == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            var names = Enum.GetNames(word).Select(name => (JsonNode)JsonNamingPolicy.KebabCaseLower.ConvertName(name));
            if (IsOpen(word))
            {
                schema.Enum = null;
                (schema.Extensions ??= new Dictionary<string, IOpenApiExtension>())[SchemaCheck.KnownWords] =
                    new JsonNodeExtension(new JsonArray([.. names]));
            }
            else
            {
                schema.Enum = [.. names];
            }
        }
        else if (word == typeof(Sha256Digest))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^[0-9a-f]{64}$";
        }
        return Task.CompletedTask;
    }

    // A word of a later version is carried as it is.
    private static bool IsOpen(Type word) =>
        word.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType is { IsGenericType: true } converter
        && converter.GetGenericTypeDefinition() == typeof(OpenEnumConverter<>);
}
