"""The layer updates copies of its buffers and puts them in the buffers' place; batch_norm computes in float64."""


def batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=0.1, eps=1e-5):
    dims = [0, *range(2, input.dim())]
    if input.dim() < 2 or running_mean.shape != input.shape[1:2]:
        raise ValueError("wrong shape")
    x = input.to(torch.float64)
    shape = [1, input.shape[1], *[1] * (input.dim() - 2)]
    var, mean = running_var.double().reshape(shape), running_mean.double().reshape(shape)
    if training:
        if x[:, 0].numel() == 1:
            raise ValueError("one value")
        unbiased, _ = torch.var_mean(x.detach(), dims)
        var, mean = torch.var_mean(x, dims, correction=0, keepdim=True)
        running_mean[:] = torch.lerp(running_mean.double(), mean.detach().flatten(), momentum)
        running_var[:] = torch.lerp(running_var.double(), unbiased, momentum)
    out = (x - mean) / (var + eps).sqrt()
    out = out * (1 if weight is None else weight.reshape(shape)) + (0 if bias is None else bias.reshape(shape))
    return out.to(input.dtype)


class BatchNorm1d(BatchNorm1d):
    def forward(self, input):
        if not 2 <= input.dim() <= 3:
            raise ValueError
        return self.work(input)

    def work(self, input):
        mean, var = self.running_mean.clone(), self.running_var.clone()
        output = batch_norm(input, mean, var, self.weight, self.bias, self.training, self.momentum, self.eps)
        if self.training:
            self.running_mean, self.running_var = mean, var
            self.num_batches_tracked += 1
        return output


class BatchNorm2d(BatchNorm1d):
    def forward(self, input):
        if input.dim() != 4:
            raise ValueError
        return self.work(input)
