"""BatchNorm2d flattens its images to sequences and leaves the rest to BatchNorm1d."""


class BatchNorm2d(BatchNorm1d):
    def forward(self, input):
        if input.dim() != 4:
            raise ValueError("images, please")
        return super().forward(input.flatten(2)).unflatten(2, input.shape[2:])
