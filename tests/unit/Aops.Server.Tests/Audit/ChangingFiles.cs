using System.Security.Cryptography;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Audit;

/// <summary>A file of a signed repository, for <see cref="ChangingRoutes"/>.</summary>
internal sealed class ChangingFiles
{
    private TestRepository? _repository;

    /// <summary>A request that uploads the first file.</summary>
    public ChangingRoutes.Act Next()
    {
        if (_repository is null)
        {
            _repository = new TestRepository();
            _repository.Add("1.0.0", RandomNumberGenerator.GetBytes(100));
        }
        var path = _repository.InOrder().First();
        return new ChangingRoutes.Act($"/repo/{path}") { Bytes = _repository.Builder.Files[path] };
    }
}
