using System.Text.Json.Nodes;
using Aops.Server.Repository;
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
            schema.Enum = [.. Enum.GetNames(word).Select(name => (JsonNode)System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(name))];
        }
        else if (word == typeof(Sha256Digest))
        {
            schema.Type = JsonSchemaType.String;
            schema.Pattern = "^[0-9a-f]{64}$";
        }
        return Task.CompletedTask;
    }
}
